export declare const redisSchema: {
  readonly description: "`redis` is a server of Redis or Valkey.";
  readonly required: readonly ["url"];
  readonly properties: {
    readonly url: {
      readonly description: "`redis://user:password@host:port/database`, or `rediss://` for TLS. User, password and database may be left out.";
      readonly type: "string";
      readonly minLength: 1;
      readonly examples: readonly ["${REDIS_URL}"];
    };
  };
};
