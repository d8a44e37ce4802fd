import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reference } from "./support/reference.js";

const path = join(import.meta.dirname, "../../docs/functions.md");

test("docs/functions.md matches the table of functions (FEAT_UPDATE=1 writes it)", () => {
  const text = reference();
  if (process.env.FEAT_UPDATE === "1") writeFileSync(path, text);
  expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(text);
});
