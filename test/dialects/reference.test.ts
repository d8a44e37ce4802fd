import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reference } from "./reference.js";

const path = join(import.meta.dirname, "../../docs/dialects.md");

test("docs/dialects.md matches the tables of the dialects (FEAT_UPDATE=1 writes it)", () => {
  const text = reference();
  if (process.env.FEAT_UPDATE === "1") writeFileSync(path, text);
  expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(text);
});
