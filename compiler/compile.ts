import { posix } from "node:path";
import { parse, type SyntaxIssue, walk } from "../grammar/index.js";
import { externModule } from "./diagnostics/catalog/externs.js";
import { missingFile } from "./diagnostics/catalog/project.js";
import { syntaxDiagnostics } from "./diagnostics/catalog/syntax.js";
import { type Diagnostic, hasErrors, type Outcome } from "./diagnostics/diagnostic.js";
import { sortDiagnostics } from "./diagnostics/sort.js";
import type { Artifact } from "./emit/index.js";
import type { Project } from "./ir/index.js";
import { manifestText } from "./ir/manifest.js";
import { buildModel } from "./model/index.js";
import { isModulePath } from "./model/lower/extern.js";
import { withKnownMethods } from "./model/method-calls.js";
import { type Host, type ProjectConfig, readProject } from "./project/index.js";
import { enumsIn } from "./symbols/enums.js";
import type { ParsedFile } from "./symbols/source-file.js";

export interface Compiled {
  readonly config: ProjectConfig;
  /** The syntax trees that the project was made from. */
  readonly files: readonly ParsedFile[];
  readonly project: Project;
}

/**
 * The pipeline's first half: a project's folder → its typed IR, and all diagnostics. The value is null exactly when
 * there is an error. `generate` is the second half. It cannot fail for reasons that a user could fix.
 */
export function compile(host: Host, dir: string): Outcome<Compiled | null> {
  const { config, sourcesOf } = configured(host, dir); //                       YAML → configuration
  if (config.value === null) return finish(null, config.diagnostics);
  const { texts, parsed } = sourcesOf(config.value.features);
  const read = [...config.diagnostics, ...texts.diagnostics, ...parsed.diagnostics];
  // The columns of a source with an error are not known, so its readers would be reported too.
  if (hasErrors([...config.diagnostics, ...texts.diagnostics])) return finish(null, read);
  const model = buildModel({ project: config.value, files: parsed.value }); //  syntax trees → typed IR
  const modules = missingModules(host, dir, parsed.value);
  const operands = commentOperands(parsed.value, config.value);
  const project = { config: config.value, files: parsed.value, project: model.value };
  return finish(project, [...read, ...model.diagnostics, ...modules, ...operands]);
}

/** Only the configuration. The project's own files may have errors. */
export const configure = (host: Host, dir: string): Outcome<ProjectConfig | null> => configured(host, dir).config;

function configured(host: Host, dir: string) {
  const sourcesOf = memoized((paths: readonly string[]) => {
    const texts = readTexts(host, dir, paths); //                               patterns → texts
    return { texts, parsed: parseAll(texts.value) }; //                         texts → syntax trees
  });
  const enumsOf = (paths: readonly string[]) => enumsIn(sourcesOf(paths).parsed.value);
  return { config: readProject(host, dir, enumsOf), sourcesOf };
}

/**
 * The second half: typed IR → files, sorted by path. `home` is the project's folder, relative to that of the files.
 * Its stages are loaded here, so that checking a project loads none of them.
 */
export async function generate(
  project: Project,
  home = "../..",
  dialects: readonly string[] = ["duckdb"],
): Promise<readonly Artifact[]> {
  const { checkArtifact, dialectNamed, materializeArtifact, trainingArtifact } = await import("./sql/index.js");
  const { printClient, printTransforms } = await import("./typescript/index.js");
  const { emit } = await import("./emit/index.js");
  const { name, services, views } = project;
  const first = { alternatives: false };
  return emit({
    project: name,
    manifest: manifestText(project), //                                         IR → JSON
    client: printClient(project), //                                            IR → TypeScript
    transforms: printTransforms(project, home), //                              IR → TypeScript
    sql: dialects.flatMap((named) => {
      const dialect = dialectNamed(named);
      if (dialect === undefined) return [];
      return {
        dialect: named,
        quoted: dialect.identifier,
        // IR → plan → stages → SQL tree → text
        training: services.map((each) => trainingArtifact(project, each, { ...first, dialect })),
        materialize: views.map((each) => materializeArtifact(project, each, undefined, { dialect })),
        checks: views.flatMap((each) => checkArtifact(project, each, { dialect }) ?? []),
      };
    }),
  });
}

/** Reports `extern fn`s whose module does not exist. */
function missingModules(host: Host, dir: string, files: readonly ParsedFile[]): readonly Diagnostic[] {
  return files.flatMap(({ path, ast }) =>
    ast.declarations.flatMap((decl) => {
      if (decl.kind !== "externFn" || !isModulePath(decl.from.value)) return [];
      const module = posix.normalize(posix.join(posix.dirname(path), decl.from.value));
      const there = host.read(dir === "" ? module : `${dir}/${module}`) !== null;
      return there ? [] : [externModule.at({ file: path, span: decl.from.span }, { path: decl.from.value })];
    }),
  );
}

/**
 * Reports comments that look like divisors. One that begins with a name is reported only if the project has that name.
 */
function commentOperands(files: readonly ReadFile[], { sources }: ProjectConfig): readonly Diagnostic[] {
  if (files.every(({ warnings }) => warnings.length === 0)) return [];
  const names = new Set(sources.flatMap(({ source }) => source.columns.map((column) => column.name)));
  for (const { ast } of files) walk(ast, (node) => node.kind === "name" && names.add(node.text));
  return files.flatMap(({ path, warnings }) => {
    const meant = warnings.filter(({ operand }) => operand === undefined || names.has(operand));
    return syntaxDiagnostics(path, meant);
  });
}

interface Text {
  readonly path: string;
  readonly text: string;
}

/** Gives the same result for the same list. */
function memoized<K, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key) ?? make(key);
    known.set(key, found);
    return found;
  };
}

function readTexts(host: Host, dir: string, features: readonly string[]): Outcome<readonly Text[]> {
  const diagnostics: Diagnostic[] = [];
  const texts: Text[] = [];
  for (const path of features) {
    const text = host.read(dir === "" ? path : `${dir}/${path}`);
    if (text !== null) texts.push({ path, text });
    else diagnostics.push(missingFile.at({ file: path, span: { start: 0, end: 0 } }, { path, what: "features" }));
  }
  return { value: texts, diagnostics };
}

interface ReadFile extends ParsedFile {
  readonly warnings: readonly SyntaxIssue[];
}

function parseAll(texts: readonly Text[]): Outcome<readonly ReadFile[]> {
  const parsed = texts.map((text) => ({ text, ...parse(text.text) }));
  const trees = parsed.map(({ file }) => file);
  return {
    value: parsed.map(({ text, file, issues, warnings }) => ({ ...text, ast: file, issues, warnings })),
    diagnostics: parsed.flatMap(({ text, issues }) => syntaxDiagnostics(text.path, withKnownMethods(issues, trees))),
  };
}

function finish(value: Compiled | null, diagnostics: readonly Diagnostic[]): Outcome<Compiled | null> {
  return { value: hasErrors(diagnostics) ? null : value, diagnostics: sortDiagnostics(diagnostics) };
}
