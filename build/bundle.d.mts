export declare const root: string;
export declare function bundle(entryPoints: readonly string[], outdir: string): Promise<unknown>;
