import { messageOf } from "../errors.js";

/** What to say of an error, by its name, code and message. The first row that matches counts. */
export type Reasons = readonly (readonly [pattern: RegExp, says: (message: string) => string])[];

/** Errors of the network, which all drivers pass on. */
const network: Reasons = [
  [/ECONNREFUSED/, () => "connection refused"],
  [/ENOTFOUND|EAI_AGAIN/, (message) => `there is no such host (${message})`],
  [/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/, () => "host not reachable"],
  [/ECONNRESET|EPIPE|socket hang up/, () => "the connection was lost"],
  [/ETIMEDOUT|TimeoutError|timeout expired/, () => "no answer in time"],
  [
    /certificate|self.signed|CERT_/i,
    (message) =>
      `its certificate is not trusted (${message}); NODE_EXTRA_CA_CERTS names a file with the authority that signed it`,
  ],
];

export function reason(error: unknown, reasons: Reasons): string {
  const text = errorText(error);
  const found = [...reasons, ...network].find(([pattern]) => pattern.test(text));
  return found?.[1](messageOf(error)) ?? (messageOf(error) || text);
}

const errorText = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && error.code !== undefined ? String(error.code) : "";
  // The errors of several addresses of one host.
  const parts = error instanceof AggregateError ? error.errors.map(errorText).join(" ") : "";
  return `${error.name} ${code} ${error.message} ${parts}`;
};
