/**
 * Symbols → the typed IR.
 *
 * In: the project's configuration (its physical sources), and the parsed `.feat` files. Out: `Project`, and the
 * diagnostics.
 * Always: the IR is complete exactly when there is no error. A declaration with an error is left out of it, and its
 * readers report nothing, so that one mistake is one diagnostic. Formatting, comments and the order of files do not
 * change the IR, except the line numbers in `at`.
 */
import type * as ast from "../../grammar/ast.js";
import { cycle } from "../diagnostics/catalog/symbols.js";
import { type Diagnostic, hasErrors, type Outcome, type Place } from "../diagnostics/diagnostic.js";
import { aggregateFunctions, scalarFunctions } from "../functions/index.js";
import type { Extern, Fn, Project, ServiceFeature } from "../ir/index.js";
import type { ProjectConfig, Target } from "../project/config.js";
import { bind, type Located, type Symbols } from "../symbols/index.js";
import type { ParsedFile, SourceFile } from "../symbols/source-file.js";
import { deepCalls } from "./call-depth.js";
import { calleesFirst } from "./callees-first.js";
import { withoutConsequences } from "./consequences.js";
import { deepReads } from "./deep-reads.js";
import type { Functions } from "./expr/context.js";
import { withForeign } from "./foreign.js";
import { checkAnnotations } from "./governance/check-annotations.js";
import { deprecationOf, mention } from "./governance/deprecation.js";
import { govern } from "./governance/index.js";
import { Lazy } from "./lazy.js";
import { lint } from "./lint.js";
import { lowerExtern } from "./lower/extern.js";
import { lowerEntity, lowerEnum, lowerRequest } from "./lower/fields.js";
import { lowerFn } from "./lower/fn.js";
import type { Resolver } from "./lower/resolver.js";
import { lowerService } from "./lower/service.js";
import { physicalInfo } from "./lower/source.js";
import { lowerSource } from "./lower/sources.js";
import { lowerTest } from "./lower/test.js";
import { lowerTransform } from "./lower/transform.js";
import { reportUnknownEntity } from "./lower/unknown-entity.js";
import { unknownSource } from "./lower/unknown-source.js";
import { lowerView } from "./lower/view.js";
import { checkStreams, streamsOf } from "./streams.js";
import { titlesTwice } from "./test-titles.js";

export { viewFingerprint } from "../ir/fingerprint.js";
export { manifestText } from "../ir/manifest.js";

export interface ModelInput {
  readonly project: Pick<ProjectConfig, "name" | "sources"> & Partial<Pick<ProjectConfig, "rules" | "targets">>;
  readonly files: readonly ParsedFile[];
}

export function buildModel(input: ModelInput): Outcome<Project> {
  const bound = bind(input.files, input.project.sources);
  const symbols = bound.value;
  const targets = input.project.targets ?? new Map<string, Target>();
  const diagnostics: Diagnostic[] = [...bound.diagnostics];
  const hints: Diagnostic[] = [];
  const deep = deepReads(symbols);
  if (deep !== null) return { value: nothing(input.project.name), diagnostics: sorted([...diagnostics, deep]) };
  const resolver = makeResolver(
    symbols,
    (d) => void diagnostics.push(d),
    (d) => void hints.push(d),
  );

  for (const { decl, file } of calleesFirst(symbols.functions)) resolver.functions.fn(decl.name, file);
  const sources = declaredNames(symbols, ["physical", "source"]).map((name) => resolver.source(asName(name), nowhere));
  const entities = [...symbols.entities.values()].map(({ decl, file }) => resolver.entity(decl.name, file));
  const enums = [...symbols.enums.values()].map((located) => lowerEnum(located, resolver));
  const requests = declaredNames(symbols, ["request"]).map((name) => resolver.request(name));
  const functions = [...symbols.functions.values()].map(
    ({ decl, file }) => resolver.functions.fn(decl.name, file) ?? null,
  );
  const externs = [...symbols.externs.values()].map(
    ({ decl, file }) => resolver.functions.extern(decl.name, file) ?? null,
  );
  const views = declaredNames(symbols, ["view"]).map((name) => resolver.view(name)?.ir ?? null);
  const transforms = declaredNames(symbols, ["transform"]).map(
    (name) => resolver.transform(name, nowhere.place({ span: { start: 0, end: 0 } }))?.ir ?? null,
  );
  const picked = new Map<ServiceFeature, Place>();
  const services = new Map(
    [...symbols.services].map(([name, located]) => [name, lowerService(located, resolver, picked)]),
  );
  const tests = symbols.tests.map((test) => lowerTest(test, resolver, (name) => services.get(name) ?? null));

  diagnostics.push(...checkAnnotations(input.files));
  const project: Project = {
    name: input.project.name,
    sources: byName(sources.map((source) => source?.ir ?? null)),
    enums: byName(enums),
    entities: byName(entities),
    requests: byName(requests),
    functions: byName(functions),
    externs: byName(externs),
    views: byName(views),
    transforms: byName(transforms),
    services: byName([...services.values()]),
    tests: tests.filter((test) => test !== null),
    ...streamsOf(targets),
  };
  const broken = input.files.some((file) => file.issues !== undefined && file.issues.length > 0);
  // A declaration may be unused only because its reader has an error, and an error may hide personal data: report
  // neither now.
  if (broken || hasErrors(diagnostics)) return { value: project, diagnostics: finish() };
  assertWhole({
    sources,
    entities,
    enums,
    requests,
    functions,
    externs,
    views,
    transforms,
    tests,
    services: [...services.values()],
  });
  const deepFns = deepCalls(project, symbols);
  if (deepFns.length > 0) {
    diagnostics.push(...deepFns);
    return { value: project, diagnostics: finish() };
  }
  const governed = govern({ project, symbols, rules: input.project.rules ?? {}, picked });
  diagnostics.push(...checkStreams(project, targets, symbols));
  diagnostics.push(...hints, ...lint(project, symbols), ...titlesTwice(symbols), ...governed.diagnostics);
  return { value: governed.value, diagnostics: finish() };

  function finish(): readonly Diagnostic[] {
    const { scalars, aggregates } = resolver.functions;
    const explained = withForeign(diagnostics, input.files, (name) => scalars.has(name) || aggregates.has(name));
    return sorted(broken ? withoutConsequences(explained, input.files) : explained);
  }
}

const nothing = (name: string): Project => ({
  name,
  sources: [],
  enums: [],
  entities: [],
  requests: [],
  functions: [],
  externs: [],
  views: [],
  transforms: [],
  services: [],
  tests: [],
});

/**
 * A declaration that is left out must have an error that says why. Otherwise a service could silently be missing from
 * the output.
 */
function assertWhole(parts: Readonly<Record<string, readonly unknown[]>>): void {
  const part = Object.keys(parts).find((name) => parts[name]?.includes(null) === true);
  if (part !== undefined) throw new Error(`the compiler left out one of the ${part} without reporting an error`);
}

function makeResolver(symbols: Symbols, report: Resolver["report"], hint: Resolver["report"]): Resolver {
  const lazy = new Lazy((path, place) => report(cycle.at(place, { path })));
  const mentionFn = (name: ast.Name, file: SourceFile, { name: own, lead }: ast.FnDecl | ast.ExternFnDecl): void => {
    if (name !== own) mention(name, "fn", deprecationOf(lead), { file, lint: hint });
  };
  const fns: Functions = {
    scalars: scalarFunctions,
    aggregates: aggregateFunctions,
    fnNames: [...symbols.functions.keys(), ...symbols.externs.keys()],
    extern: (name, file) => {
      const located = symbols.externs.get(name.text);
      if (located === undefined) return undefined;
      mentionFn(name, file, located.decl);
      return lazy.get<Extern | null>("fn", name.text, file.place(name), () => lowerExtern(located, resolver));
    },
    fn: (name, file) => {
      const located = symbols.functions.get(name.text);
      if (located === undefined) return undefined;
      mentionFn(name, file, located.decl);
      return lazy.get<Fn | null>("fn", name.text, file.place(name), () => lowerFn(located, resolver));
    },
  };
  const resolver: Resolver = {
    symbols,
    functions: fns,
    report,
    lint: hint,
    source: (name, file) => {
      const named = symbols.names.get(name.text);
      if (named?.kind === "physical")
        return lazy.get("source", name.text, named.place, () => physicalInfo(named.source));
      if (named?.kind === "source") {
        return lazy.get("source", name.text, file.place(name), () => lowerSource(named, resolver));
      }
      unknownSource(name, named, file, resolver);
      return null;
    },
    entity: (name, file) => {
      const located = symbols.entities.get(name.text);
      if (located !== undefined)
        return lazy.get("entity", name.text, file.place(name), () => lowerEntity(located, resolver));
      reportUnknownEntity(name, file, resolver);
      return null;
    },
    view: (name) => {
      const named = symbols.names.get(name);
      if (named?.kind !== "view") return null;
      return lazy.get("view", name, placeOf(named), () => lowerView(named, resolver));
    },
    transform: (name, from) => {
      const named = symbols.names.get(name);
      if (named?.kind !== "transform") return null;
      return lazy.get("transform", name, from, () => lowerTransform(named, resolver));
    },
    request: (name) => {
      const named = symbols.names.get(name);
      if (named?.kind !== "request") return null;
      return lazy.get("request", name, placeOf(named), () => lowerRequest(named, resolver));
    },
  };
  return resolver;
}

const placeOf = ({ decl, file }: Located<{ readonly name: ast.Name }>): Place => file.place(decl.name);

const asName = (text: string): ast.Name => ({ kind: "name", text, backticked: false, span: { start: 0, end: 0 } });

/** The place of names that the compiler itself looks up and knows to exist: nothing is ever reported there. */
const nowhere: SourceFile = {
  path: "",
  text: "",
  ast: { kind: "file", declarations: [], span: { start: 0, end: 0 } },
  place: (node) => ({ file: "", span: node.span }),
  at: () => ({ file: "", line: 1 }),
};

function declaredNames(symbols: Symbols, kinds: readonly string[]): readonly string[] {
  return [...symbols.names].filter(([, named]) => kinds.includes(named.kind)).map(([name]) => name);
}

function byName<T extends { readonly name: string }>(values: readonly (T | null)[]): readonly T[] {
  return values.filter((value) => value !== null).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * Sorted by place, without duplicates: a declaration that is checked twice reports the same message at the same place.
 */
function sorted(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unique = new Map(
    diagnostics.map((d) => [
      JSON.stringify([d.code, d.place.file, d.place.span.start, d.place.span.end, d.message]),
      d,
    ]),
  );
  return [...unique.values()].sort((a, b) =>
    a.place.file !== b.place.file
      ? a.place.file < b.place.file
        ? -1
        : 1
      : a.place.span.start - b.place.span.start || a.place.span.end - b.place.span.end || (a.code < b.code ? -1 : 1),
  );
}
