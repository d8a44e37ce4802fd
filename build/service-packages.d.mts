export declare function makePackage(name: "featlang-runtime" | "featlang-server", folder: string): Promise<void>;
