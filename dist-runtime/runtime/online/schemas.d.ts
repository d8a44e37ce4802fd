/**
 * The settings of every kind of online store, by its name in `feat.yaml`. The compiler checks `feat.yaml` by them, so
 * these files load no driver. `registry.ts` says how each kind is opened.
 */
export declare const storeSchemas: {
  readonly embedded: {
    readonly description: "`embedded` (LMDB) is a folder and needs no server.";
    readonly required: readonly ["path"];
    readonly properties: {
      readonly path: {
        readonly description: "The folder of the store, relative to this file.";
        readonly type: "string";
        readonly minLength: 1;
        readonly examples: readonly [".feat/online"];
      };
    };
  };
  readonly redis: {
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
};
export type StoreKindName = keyof typeof storeSchemas;
