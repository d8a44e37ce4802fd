import { inject } from "vitest";

/** The tests' Redis for this file. Files that run at the same time have a database each, unless the URL names one. */
export function ownRedis(): string {
  const url = new URL(inject("redisUrl"));
  if (url.pathname.length <= 1) url.pathname = `/${process.env.VITEST_POOL_ID ?? 0}`;
  return url.href;
}
