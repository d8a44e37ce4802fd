import { readFileSync } from "node:fs";
import { messageOf, StoreError } from "../../errors.js";
import { type RedisUrl, readRedisUrl } from "./url.js";

/** How to reach a Redis, besides its URL. The settings in `feat.yaml` have the same names, in snake case. */
export interface RedisOptions {
  /** The default is `single`, one server. */
  readonly mode?: "single" | "sentinel" | "cluster" | undefined;
  /** More Sentinels, or more nodes of the cluster, as `host:port`. */
  readonly nodes?: readonly string[] | undefined;
  /** The name that the Sentinels have for the primary. The default is `mymaster`. */
  readonly primary?: string | undefined;
  readonly sentinelUsername?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  /** With `replica`, reads go to replicas of a `sentinel` or `cluster`. The default is `primary`. */
  readonly readFrom?: "primary" | "replica" | undefined;
  /** Paths of PEM files for TLS: trusted authorities, the certificate to show, and its key. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The name that the server's certificate must have. The default is the host. */
  readonly serverName?: string | undefined;
  /** How long a read may take, in milliseconds. The default is 250. */
  readonly timeout?: number | undefined;
  /** How long a write may take, in milliseconds. The default is 10000. */
  readonly writeTimeout?: number | undefined;
  /** How long connecting to a server may take, in milliseconds. The default is 5000. */
  readonly connectTimeout?: number | undefined;
}

export interface Node {
  readonly host: string;
  readonly port: number;
}

/** Where the data is: options that were checked, with what they name read. */
export interface Place {
  readonly mode: "single" | "sentinel" | "cluster";
  readonly nodes: readonly Node[];
  readonly url: RedisUrl;
  readonly sentinel: { readonly name: string; readonly username: string | null; readonly password: string | null };
  readonly readFrom: "primary" | "replica";
  readonly tls: Tls | null;
  /** For messages: without user and password. */
  readonly address: string;
  readonly timeout: number;
  readonly writeTimeout: number;
  readonly connectTimeout: number;
}
export interface Tls {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly servername?: string;
}

export function readPlace(text: string, options: RedisOptions): Place {
  const url = readRedisUrl(text);
  const { mode = "single", nodes = [], primary = "mymaster", readFrom = "primary" } = options;
  const refuse = (what: string) => new StoreError(url.address, `Redis at ${url.address}: ${what}`);
  if (!["single", "sentinel", "cluster"].includes(mode)) throw refuse("its mode is single, sentinel or cluster");
  if (!["primary", "replica"].includes(readFrom)) throw refuse("it is read from `primary` or `replica`");
  if (mode === "single" && nodes.length > 0) throw refuse("it has other nodes only in mode sentinel or cluster");
  if (mode === "single" && readFrom === "replica")
    throw refuse(
      "replicas are found only in mode sentinel or cluster; the URL may name a replica, which takes no writes",
    );
  if (mode === "cluster" && url.database !== null && url.database !== 0)
    throw refuse("a cluster has no databases: leave it out of the URL");
  const tls = options.ca ?? options.cert ?? options.key ?? options.serverName;
  if (!url.tls && tls !== undefined) throw refuse("certificates are for TLS: the URL then begins with rediss://");
  if ((options.cert === undefined) !== (options.key === undefined)) throw refuse("`cert` and `key` go together");
  const all = [{ host: url.host, port: url.port }, ...nodes.map((node) => readNode(node, refuse))];
  const listed = all.map(nodeText).join(",");
  const file = (path: string | undefined) => (path === undefined ? undefined : readPem(path, refuse));
  return {
    mode,
    nodes: all,
    url,
    sentinel: {
      name: primary,
      username: options.sentinelUsername ?? null,
      password: options.sentinelPassword ?? null,
    },
    readFrom,
    tls: url.tls
      ? {
          ...defined("ca", file(options.ca)),
          ...defined("cert", file(options.cert)),
          ...defined("key", file(options.key)),
          ...defined("servername", options.serverName),
        }
      : null,
    address: mode === "single" ? url.address : addresses[mode](listed, primary),
    timeout: options.timeout ?? 250,
    writeTimeout: options.writeTimeout ?? 10_000,
    connectTimeout: options.connectTimeout ?? 5000,
  };
}

const addresses = {
  sentinel: (listed: string, primary: string) => `${primary} of the Sentinels ${listed}`,
  cluster: (listed: string) => `the cluster of ${listed}`,
};

/** An IPv6 address stands in brackets. */
export const nodeText = ({ host, port }: Node): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

function readNode(text: string, refuse: (what: string) => StoreError): Node {
  const found = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:@/[\]]+))(?::([0-9]{1,5}))?$/.exec(text);
  const port = found?.[3] === undefined ? 6379 : Number(found[3]);
  // The text may hold a password if somebody wrote a URL.
  if (found === null || port > 65535) throw refuse("one of its nodes is not `host:port`");
  return { host: found[1] ?? found[2]!, port };
}

function readPem(path: string, refuse: (what: string) => StoreError): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw refuse(`its certificate file can't be read: ${messageOf(error)}`);
  }
}

const defined = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
