import { inject } from "vitest";

/** The tests' Redis for this file: of the files that run at the same time each has a database of its own, unless the URL says one. */
export function ownRedis(): string {
  const url = new URL(inject("redisUrl"));
  if (url.pathname.length <= 1) url.pathname = `/${process.env.VITEST_POOL_ID ?? 0}`;
  return url.href;
}
