/** The parts of a Redis URL, all of them: the driver would ignore what it does not understand. */
export interface RedisUrl {
  readonly host: string;
  readonly port: number;
  readonly username: string | null;
  readonly password: string | null;
  readonly tls: boolean;
  /** Null if the URL names none. Then it is 0, which every new connection uses. */
  readonly database: number | null;
  readonly family: 4 | 6 | null;
  /** Host, port and database, for messages. Without user and password. */
  readonly address: string;
}
/** Throws a `StoreError` that never quotes the user, the password or a text that may hold part of them. */
export declare function readRedisUrl(text: string): RedisUrl;
