import { messageOf } from "../../errors.js";
import type { Prospect, Redirect } from "./failure.js";

/** When the failure happened: while connecting, or in a command on an open connection. */
export interface Moment {
  readonly connecting: boolean;
  readonly tls: boolean;
}

interface Reason {
  readonly pattern: RegExp;
  readonly says: string | ((moment: Moment, message: string) => string);
}

const lostMessages =
  /Connection is closed|Stream isn't writeable|ECONNRESET|EPIPE|Socket closed|aborted due to connection/i;
const unreachable = /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|sentinels are unreachable|Socket timeout/i;
/** The server refuses for the moment, such as while it loads its data, and has done nothing. */
const refuses = /^(?:LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|READONLY|BUSY)/;
/** The server cannot have done the command. */
const undone = /^(?:[A-Z]+ |-?ERR )|Stream isn't writeable/;

/** What a failed command says about trying it again. */
export function prospectOf(error: unknown): Prospect {
  const message = textOf(error);
  const lost = lostMessages.test(message);
  return {
    // A primary that became a replica takes no writes, so the connection leads to the wrong server.
    lost: lost || message.startsWith("READONLY"),
    passing: lost || unreachable.test(message) || refuses.test(message),
    maybeDone: !undone.test(message),
    divided: message.startsWith("TRYAGAIN"),
    redirect: redirectOf(message),
  };
}

function redirectOf(message: string): Redirect | null {
  const found = /^(MOVED|ASK) [0-9]+ ([^ ]+:[0-9]+)$/.exec(message);
  return found === null ? null : { kind: found[1] === "MOVED" ? "moved" : "ask", to: found[2]! };
}

const TRY_TLS = "if the port speaks TLS, the URL begins with rediss://";
const TRY_PLAIN = "if the port does not speak TLS, the URL begins with redis://";
const otherProtocol = "it does not speak TLS as the URL says";

/**
 * Messages of Redis and the driver, and what they mean. The first row that matches counts. Any other message is shown
 * as it is.
 */
const reasons: readonly Reason[] = [
  {
    pattern: /sentinels are unreachable/i,
    says: (_, message) => {
      const last = /Last error: (.*)$/.exec(message)?.[1];
      return `no Sentinel names the primary${last === undefined ? "" : ` (${last})`}: is one of them running, and is \`primary\` the name that they have for it?`;
    },
  },
  { pattern: /ECONNREFUSED/, says: "connection refused" },
  { pattern: /ENOTFOUND|EAI_AGAIN/, says: "no such host" },
  { pattern: /EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/, says: "host not reachable" },
  { pattern: /EMFILE|ENFILE/, says: "this process has too many files and sockets open" },
  {
    pattern: /wrong version number|packet length too long|ssl3_get_record|unknown protocol|ERR_SSL_WRONG|EPROTO/i,
    says: `${otherProtocol}; ${TRY_PLAIN}`,
  },
  {
    pattern: /before secure TLS connection was established|TLS handshake|tlsv1[0-9]* alert|sslv3 alert/i,
    says: `it ended the TLS handshake; ${TRY_PLAIN}, and if it asks for a client's certificate, \`cert\` and \`key\` name its files`,
  },
  {
    pattern: /self.signed|unable to (?:verify|get)|certificate|altname|CERT_|DEPTH_ZERO/i,
    says: (_, message) =>
      `its certificate is not trusted (${message}); \`ca\` or NODE_EXTRA_CA_CERTS names a file with the authority that signed it`,
  },
  {
    pattern: /ETIMEDOUT|Command timed out|Socket timeout/i,
    says: ({ connecting, tls }) => (connecting && tls ? `no answer in time; ${TRY_PLAIN}` : "no answer in time"),
  },
  {
    pattern: lostMessages,
    says: ({ connecting, tls }) =>
      connecting ? `it ended the connection at once; ${tls ? TRY_PLAIN : TRY_TLS}` : "the connection was lost",
  },
  {
    pattern: /invalid bulk length|exceeds maximum allowed size/i,
    says: "a value is larger than it takes (`proto-max-bulk-len`, 512 MB by default)",
  },
  {
    pattern: /Unknown RESP|Protocol error|Please report this|Got an unexpected reply/i,
    says: ({ tls }) => `what answers there does not speak Redis's protocol${tls ? "" : `; ${TRY_TLS}`}`,
  },
  { pattern: /^WRONGPASS|invalid password/i, says: "it refused the user or password" },
  { pattern: /^NOAUTH/, says: "it refused the user or password: it asks for one, and the URL has none" },
  {
    pattern: /^NOPERM/,
    says: (_, message) =>
      `the user may not do this (${message.replace(/^NOPERM\s*/, "")}); Feat reads with MGET, EXISTS, TYPE and GET, and writes with EVAL, EVALSHA, GET, GETRANGE, SET, DEL, HSET, HSETNX, HGET, HKEYS and INFO, on keys that begin with feat:; \`feat reset\` also needs SCAN and UNLINK, a cluster CLUSTER SLOTS, READONLY and ASKING, and a database SELECT`,
  },
  { pattern: /^CLUSTERDOWN/, says: (_, message) => `the cluster is down (${message.replace(/^CLUSTERDOWN\s*/, "")})` },
  { pattern: /^TRYAGAIN/, says: "keys are moving to another node of the cluster: try again" },
  {
    pattern: /^(?:CROSSSLOT|MOVED|ASK)|SELECT is not allowed in cluster mode/,
    says: "it is a node of a Redis Cluster: its `mode` is `cluster`",
  },
  {
    pattern: /cluster support disabled/i,
    says: "it is no node of a Redis Cluster: its `mode` is `single`, the default",
  },
  {
    pattern: /DB index is out of range|invalid DB index|value is not an integer|out of range/i,
    says: "it has no such database",
  },
  { pattern: /^READONLY/, says: "it is a replica, which takes no writes: name the primary in the URL" },
  { pattern: /^LOADING/, says: "it is still loading its data: try again when it has" },
  {
    pattern: /^OOM/,
    says: "its memory is full (`maxmemory`), so it takes no writes: give it more, or remove what is no longer needed",
  },
  {
    pattern: /^MISCONF/,
    says: "it takes no writes since it can't save to its disk (`stop-writes-on-bgsave-error`): see its log and its disk",
  },
  { pattern: /^NOREPLICAS/, says: "it takes no writes since too few replicas are connected (`min-replicas-to-write`)" },
  {
    pattern: /^MASTERDOWN/,
    says: "it is a replica whose primary is down, and serves no old data: name the primary in the URL",
  },
  { pattern: /^BUSY/, says: "it is busy with another program's script: try again, or end it with SCRIPT KILL" },
  { pattern: /^WRONGTYPE/, says: "another program keeps data of another kind under one of Feat's keys" },
  {
    pattern: /max number of clients/i,
    says: "it has as many clients as it takes (`maxclients`): close some, or raise the limit",
  },
  { pattern: /unknown command/i, says: (_, message) => `it does not know a command that Feat needs (${message})` },
];

export function reason(error: unknown, moment: Moment): string {
  const message = textOf(error);
  const found = reasons.find(({ pattern }) => pattern.test(message));
  if (found === undefined) return message || "the connection failed";
  return typeof found.says === "string" ? found.says : found.says(moment, messageOf(error));
}

/** The message. It adds the code of a system error whose message lacks it. */
function textOf(error: unknown): string {
  const message = messageOf(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return message.includes(code) ? message : message === "" ? code : `${message} (${code})`;
}
