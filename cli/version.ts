import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Of the package; found by its name, because sources and built files lie at different depths. */
export const version: string = versionOf(
  readFileSync(createRequire(import.meta.url).resolve("featlang/package.json"), "utf8"),
);

function versionOf(text: string): string {
  const manifest: { readonly version: string } = JSON.parse(text);
  return manifest.version;
}
