import type { Compiled } from "../../compiler/compile.js";
import { buildModel } from "../../compiler/model/index.js";
import type { Project, Test, TestCase } from "../../compiler/model/ir.js";
import { parse } from "../../grammar/index.js";

type Target = TestCase["expect"][number]["target"];

/** The service by which what a test expects is read. */
export const serviceFor = ({ kind, name }: Target): string =>
  kind === "service" ? name : `feat_test_of_${kind}_${name}`;

/**
 * The project with a service for each view and transform that a test expects: so that a test sees them like a service does, hops,
 * keys and all.
 */
export function stage({ config, files, project }: Compiled, tests: readonly Test[]): Project {
  const lines = new Set<string>();
  for (const test of tests) {
    for (const { target } of test.cases.flatMap(({ expect }) => expect)) {
      if (target.kind !== "service") lines.add(`service ${serviceFor(target)} { ${target.name}.* }\n`);
    }
  }
  if (lines.size === 0) return project;
  const text = [...lines].join("");
  return buildModel({ project: config, files: [...files, { path: "", text, ast: parse(text).file }] }).value;
}
