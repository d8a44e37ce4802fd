import { createHash, timingSafeEqual } from "node:crypto";
import { HttpError } from "./problem.js";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The bearer tokens that a server takes. FEAT_TOKENS are taken everywhere; FEAT_TOKENS_CHURN_V1 by service `churn_v1`
 * alone. Each is a list with commas, so that a token can be replaced without a break. Without any of them, the server
 * asks for none. FEAT_PUSH_TOKENS are for pushes, and FEAT_ADMIN_TOKENS for all that changes the store; they open no
 * reads.
 */
export interface Tokens {
  readonly asked: boolean;
  /** Throws unless the header has a token for the service; null stands for what belongs to no service. */
  readonly check: (authorization: string | undefined, service: string | null) => void;
  /** Throws unless the header has a token for pushes. Without tokens of any kind, the server asks for none. */
  readonly checkPush: (authorization: string | undefined) => void;
  /** Throws unless the header has a token for what changes the store. */
  readonly checkAdmin: (authorization: string | undefined) => void;
}

export function tokensOf(environment: Environment, services: readonly string[]): Tokens {
  const general = hashes(environment.FEAT_TOKENS);
  const own = new Map(services.map((name) => [name, hashes(environment[variableOf(name)])]));
  const asked = general.length > 0 || [...own.values()].some((each) => each.length > 0);
  const admin = hashes(environment.FEAT_ADMIN_TOKENS);
  const push = [...hashes(environment.FEAT_PUSH_TOKENS), ...admin];
  return {
    asked,
    checkPush: (authorization) => {
      if (!asked && push.length === 0) return;
      requireOne(push, authorization, " for pushes: FEAT_PUSH_TOKENS of the server names those that are");
    },
    check: (authorization, service) => {
      if (!asked) return;
      const known = [...general, ...(service === null ? [] : (own.get(service) ?? []))];
      requireOne(known, authorization, service === null ? "" : ` for \`${service}\``);
    },
    checkAdmin: (authorization) => requireOne(admin, authorization, " for what changes the store"),
  };
}

function requireOne(known: readonly Buffer[], authorization: string | undefined, forWhat: string): void {
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (given === undefined) throw refused("say `Authorization: Bearer TOKEN`");
  const hash = hashOf(given);
  // All are compared, in constant time each: the time tells nothing about which is near.
  const matches = known.filter((each) => timingSafeEqual(each, hash));
  if (matches.length === 0) throw refused(`this token is not taken${forWhat}`);
}

const refused = (message: string): HttpError => new HttpError(401, "unauthorized", message, "authorization");

export const variableOf = (service: string): string => `FEAT_TOKENS_${service.toUpperCase()}`;

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
const hashes = (list: string | undefined): readonly Buffer[] =>
  (list ?? "")
    .split(",")
    .map((token) => token.trim())
    .filter((token) => token !== "")
    .map(hashOf);
