import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../../..");

/**
 * The options of `@tsconfig/strictest`, and further options that a user's project may set for the generated files in
 * it.
 */
export const strictest = {
  strict: true,
  allowUnusedLabels: false,
  allowUnreachableCode: false,
  exactOptionalPropertyTypes: true,
  noFallthroughCasesInSwitch: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedModules: true,
  esModuleInterop: true,
  skipLibCheck: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  declaration: true,
  isolatedDeclarations: true,
  module: "nodenext",
  target: "es2023",
  lib: ["es2023", "esnext.disposable"],
  types: ["node"],
  customConditions: ["featlang-source"],
  noEmit: true,
};

/** A folder that is a package with Feat installed. */
export function packageFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "feat-strictest-"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/featlang"));
  symlinkSync(join(root, "node_modules/@types"), join(folder, "node_modules/@types"));
  return folder;
}

/** TypeScript's errors in the files that match, except those in Feat's own files. */
export async function complaints(folder: string, include: readonly string[]): Promise<readonly string[]> {
  const config = join(folder, "tsconfig.json");
  writeFileSync(config, JSON.stringify({ compilerOptions: strictest, include }));
  const tsc = join(root, "node_modules/.bin/tsc");
  const said = await new Promise<string>((resolve) => {
    execFile(tsc, ["-p", config, "--pretty", "false"], { cwd: root, maxBuffer: 2 ** 26 }, (error, out, err) =>
      resolve(error === null ? "" : out + err),
    );
  });
  return said.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("runtime/"));
}
