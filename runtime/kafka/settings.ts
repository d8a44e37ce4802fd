/** How a topic is read. Variables are replaced, and paths are absolute. */
export interface TopicSettings {
  /** `host:port` of each. */
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly group: string;
  readonly format: "json" | "avro";
  readonly registry: RegistrySettings | null;
  /** The text of a schema of Avro to read by. */
  readonly schema: string | null;
  readonly from: "earliest" | "latest";
  readonly tombstones: "reject" | "skip" | "delete";
  readonly deadLetters: { readonly topic: string } | { readonly file: string } | null;
  readonly tls: TlsSettings | null;
  readonly sasl: SaslSettings | null;
  /** Milliseconds. */
  readonly sessionTimeout: number;
}
export interface RegistrySettings {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}
export interface TlsSettings {
  /** Texts in PEM. */
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly serverName: string | null;
}
export interface SaslSettings {
  readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512" | "oauthbearer";
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

/** What both a reader of a topic and a writer need to reach the brokers. */
export const connection = ({ brokers, tls, sasl }: TopicSettings) => ({
  clientId: "feat",
  bootstrapBrokers: [...brokers],
  connectTimeout: 5000,
  requestTimeout: 15_000,
  retries: 2,
  retryDelay: 200,
  ...(tls === null
    ? {}
    : {
        tls: {
          ...(tls.ca === null ? {} : { ca: tls.ca }),
          ...(tls.cert === null ? {} : { cert: tls.cert }),
          ...(tls.key === null ? {} : { key: tls.key }),
        },
        tlsServerName: tls.serverName ?? true,
      }),
  ...(sasl === null
    ? {}
    : {
        sasl: {
          mechanism: mechanisms[sasl.mechanism],
          ...(sasl.username === undefined ? {} : { username: sasl.username }),
          ...(sasl.password === undefined ? {} : { password: sasl.password }),
          ...(sasl.token === undefined ? {} : { token: sasl.token }),
        },
      }),
});

const mechanisms = {
  plain: "PLAIN",
  "scram-sha-256": "SCRAM-SHA-256",
  "scram-sha-512": "SCRAM-SHA-512",
  oauthbearer: "OAUTHBEARER",
} as const;
