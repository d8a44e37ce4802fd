export declare const embeddedSchema: {
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
