import { expect } from "vitest";
import type { Diagnostic } from "../../../compiler/diagnostics/diagnostic.js";
import type { Project } from "../../../compiler/ir/index.js";
import { buildModel } from "../../../compiler/model/index.js";
import type { DeclaredSource, ProjectRules } from "../../../compiler/project/config.js";
import { parse } from "../../../grammar/index.js";
import { shop } from "./sources.js";

export interface Built {
  readonly project: Project;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles one file against the shop's sources; the text must be free of syntax errors. */
export function build(text: string, sources: readonly DeclaredSource[] = shop, rules: ProjectRules = {}): Built {
  return buildFiles([{ path: "features/a.feat", text }], sources, rules);
}

export function buildFiles(
  files: readonly { readonly path: string; readonly text: string }[],
  sources: readonly DeclaredSource[] = shop,
  rules: ProjectRules = {},
): Built {
  const parsed = files.map((file) => {
    const { file: ast, issues } = parse(file.text);
    expect(issues, `syntax of ${file.path}`).toEqual([]);
    return { ...file, ast };
  });
  const { value, diagnostics } = buildModel({ project: { name: "shop", sources, rules }, files: parsed });
  return { project: value, diagnostics };
}

/** Compiles a text that must have no errors, and no warnings but `unused`. */
export function sound(text: string, sources: readonly DeclaredSource[] = shop): Project {
  const { project, diagnostics } = build(text, sources);
  expect(diagnostics.filter((d) => d.name !== "unused").map((d) => `${d.name}: ${d.message}`)).toEqual([]);
  return project;
}

/**
 * `marked` is a text in which « » enclose each span that a diagnostic must underline, in order; `names` are the
 * diagnostics' names, in the same order. There must be no others, except `unused`, which counts only if `names` has it.
 */
export function check(
  marked: string,
  names: readonly string[],
  sources: readonly DeclaredSource[] = shop,
  rules: ProjectRules = {},
): readonly Diagnostic[] {
  const spans: { start: number; end: number }[] = [];
  const open: number[] = [];
  let text = "";
  for (const char of marked) {
    if (char === "«") open.push(spans.push({ start: text.length, end: text.length }) - 1);
    else if (char === "»") spans[open.pop()!]!.end = text.length;
    else text += char;
  }
  const unusedCounts = names.includes("unused");
  const found = build(text, sources, rules).diagnostics.filter((d) => unusedCounts || d.name !== "unused");
  const shown = found.map((d) => `${d.name} «${text.slice(d.place.span.start, d.place.span.end)}» ${d.message}`);
  expect(
    found.map((d) => [d.name, text.slice(d.place.span.start, d.place.span.end), d.place.span.start]),
    shown.join("\n"),
  ).toEqual(names.map((name, i) => [name, text.slice(spans[i]?.start, spans[i]?.end), spans[i]?.start]));
  return found;
}
