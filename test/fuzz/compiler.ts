/**
 * Fuzzes the compiler with programs that parse but have semantic errors.
 *
 * In: a seed, the number of programs. Out: programs that broke the compiler.
 * Always: program n of a seed is the same program.
 *
 * Each program is an example project in which expressions, names, types and items have been swapped: nearly all parse,
 * few are correct. For each program the compiler reports errors or compiles all of it. It never throws, and each
 * diagnostic points into the text.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../../compiler/compile.js";
import { hasErrors } from "../../compiler/diagnostics/index.js";
import { trainingArtifact } from "../../compiler/sql/index.js";
import { childKeys, children, type Node, parse, walk } from "../../grammar/index.js";
import { seedOf } from "./choose.js";
import { expressionKinds } from "./kinds.js";

export interface CompilerReport {
  readonly inputs: number;
  /** How many programs had no error. */
  readonly sound: number;
  readonly findings: readonly { readonly input: number; readonly problem: string; readonly text: string }[];
}

const root = join(import.meta.dirname, "../../features");
interface Example {
  readonly sources: string;
  readonly text: string;
  readonly nodes: ReadonlyMap<Node["kind"], readonly Node[]>;
}

function exampleIn(folder: string): Example {
  const texts = readdirSync(folder)
    .filter((name) => /\w\.feat$/.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"));
  const text = texts.join("\n");
  const nodes = new Map<Node["kind"], Node[]>();
  walk(parse(text).file, (node) => void nodes.set(node.kind, [...(nodes.get(node.kind) ?? []), node]));
  return { sources: readFileSync(join(folder, "sources.yaml"), "utf8"), text, nodes };
}
const folders = [root, join(root, "ports")]
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((folder) => statSync(folder).isDirectory() && readdirSync(folder).includes("sources.yaml"));
let examples: readonly Example[] | undefined;

/** Groups of node kinds. The nodes of one group are swapped with each other. */
const alike: readonly (readonly Node["kind"][])[] = [
  expressionKinds,
  ["nameExpr", "call", "binary", "member"],
  ["name"],
];

/** Program `input` of a seed. */
export function mistaken(seed: number, input: number): { readonly sources: string; readonly text: string } {
  examples ??= folders.map(exampleIn);
  let drawn = 0;
  const own = seedOf(seed, input);
  const below = (end: number): number => seedOf(own, drawn++) % Math.max(1, end);
  const example = examples[below(examples.length)]!;
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  for (let count = below(3) === 0 ? 2 : 1; count > 0; count--) {
    const kinds = alike[below(alike.length)]!;
    const all = kinds.flatMap((kind) => example.nodes.get(kind) ?? []);
    const [target, from] = [all[below(all.length)], all[below(all.length)]];
    if (target === undefined || from === undefined) continue;
    const lists = below(6) === 0;
    const text = lists ? "" : example.text.slice(from.span.start, from.span.end);
    const { start, end } = lists ? itemOf(example, below) : target.span;
    if (edits.every((edit) => edit.end <= start || edit.start >= end)) edits.push({ start, end, text });
  }
  edits.sort((a, b) => b.start - a.start);
  const text = edits.reduce(
    (made, { start, end, text: put }) => made.slice(0, start) + put + made.slice(end),
    example.text,
  );
  return { sources: example.sources, text };
}

/** A random list item, to be left out. */
function itemOf({ nodes }: Example, below: (end: number) => number): Node["span"] {
  const listed = [...nodes.values()].flat().flatMap((node) =>
    childKeys[node.kind].flatMap((key) => {
      const value: unknown = Reflect.get(node, key);
      return Array.isArray(value) ? children(node).filter((child) => value.includes(child)) : [];
    }),
  );
  return listed[below(listed.length)]?.span ?? { start: 0, end: 0 };
}

/** True if the program compiles without errors. Throws if the compiler breaks. */
export function compiles({ sources, text }: { readonly sources: string; readonly text: string }): boolean {
  const files: Readonly<Record<string, string>> = {
    "feat.yaml": "project: mistaken\n",
    "sources.yaml": sources,
    "main.feat": text,
  };
  const { value, diagnostics } = compile({ read: (path) => files[path] ?? null, list: () => ["main.feat"] }, "");
  for (const { code, message, place } of diagnostics) {
    const size = (files[place.file] ?? "").length;
    if (place.span.start < 0 || place.span.end > size || place.span.start > place.span.end)
      throw new Error(`${code} ${message} points at ${place.span.start}–${place.span.end} of ${size}`);
  }
  if (value === null || hasErrors(diagnostics)) {
    if (!hasErrors(diagnostics)) throw new Error("the compiler gave no result and reported no error");
    return false;
  }
  for (const service of value.project.services) trainingArtifact(value.project, service);
  return true;
}

export function fuzzCompiler(options: {
  readonly seed: number;
  readonly inputs: number;
  readonly onProgress?: (done: number) => void;
}): CompilerReport {
  const findings: CompilerReport["findings"][number][] = [];
  let sound = 0;
  for (let input = 0; input < options.inputs; input++) {
    const program = mistaken(options.seed, input);
    try {
      if (compiles(program)) sound++;
    } catch (error) {
      const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
      findings.push({ input, problem, text: program.text });
    }
    if (input % 100 === 99) options.onProgress?.(input + 1);
  }
  return { inputs: options.inputs, sound, findings };
}

export function compilerText({ inputs, sound, findings }: CompilerReport, seed: number, seconds: number): string {
  const n = (count: number): string => count.toLocaleString("en-US");
  return [
    ...findings.map(({ input, problem }) => `program ${input}: ${problem.split("\n").slice(0, 6).join("\n  ")}\n`),
    `seed ${seed}: ${n(inputs)} programs with mistakes, ${n(sound)} of them sound, in ${seconds.toFixed(0)} s: ${findings.length === 0 ? "no fault" : `${findings.length} faults`}`,
    "",
  ].join("\n");
}
