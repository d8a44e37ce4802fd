import type { Compiled } from "../../compiler/compile.js";
import type { Project, Test, TestCase } from "../../compiler/ir/index.js";
import { buildModel } from "../../compiler/model/index.js";
import { parse } from "../../grammar/index.js";

type Target = TestCase["expect"][number]["target"];

/** The name of the service through which a test reads its target. */
export const serviceFor = ({ kind, name }: Target): string =>
  kind === "service" ? name : `feat_test_of_${kind}_${name}`;

/** The features of a view or transform that have the name of one of its keys. A service must rename them. */
export function namedLikeKeys(name: string, { views, transforms }: Project): readonly string[] {
  const declared = [...views, ...transforms].find((one) => one.name === name);
  const keys = new Set(declared?.keys.map((key) => key.name.toLowerCase()));
  const features = declared?.items.filter(({ node }) => node === "feature") ?? [];
  return features.flatMap((feature) => (keys.has(feature.name.toLowerCase()) ? [feature.name] : []));
}

function all(name: string, project: Project): string {
  const others = namedLikeKeys(name, project);
  return others.length === 0 ? `${name}.*` : `${name}.* except { ${others.join(", ")} }`;
}

/**
 * The project with a service for each view and transform that a test reads. So a test reads them as a service does,
 * with hops and keys.
 */
export function stage({ config, files, project }: Compiled, tests: readonly Test[]): Project {
  const lines = new Set<string>();
  for (const test of tests) {
    for (const { target } of test.cases.flatMap(({ expect }) => expect)) {
      if (target.kind !== "service") lines.add(`service ${serviceFor(target)} { ${all(target.name, project)} }\n`);
    }
  }
  if (lines.size === 0) return project;
  const text = [...lines].join("");
  return buildModel({ project: config, files: [...files, { path: "", text, ast: parse(text).file }] }).value;
}
