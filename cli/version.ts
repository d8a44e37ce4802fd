import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The package's own manifest. It is found by its name, because sources and built files lie at different depths. */
export const manifestPath: string = createRequire(import.meta.url).resolve("featlang/package.json");

export const version: string = versionOf(readFileSync(manifestPath, "utf8"));

function versionOf(text: string): string {
  const manifest: { readonly version: string } = JSON.parse(text);
  return manifest.version;
}
