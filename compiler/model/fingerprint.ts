import { createHash } from "node:crypto";
import type { Expr, Project, Source, View } from "./ir.js";
import { walk } from "./walk.js";

/**
 * A hash (hex) of all that decides what is stored for a view: its keys, rows, latest columns and aggregates, with what its sources
 * and the functions in them mean. What is worked out on read (items, ttl, defaults) does not change it, nor do places,
 * docs or annotations.
 */
export function viewFingerprint(project: Project, view: View): string {
  const sources: Source[] = [];
  for (let name: string | null = view.from; name !== null; ) {
    const source: Source | undefined = project.sources.find((candidate) => candidate.name === name);
    if (source === undefined) break;
    sources.push(source);
    name = source.node === "derived" ? source.from : null;
  }
  const { keys, from, where, delayMicros, boundary, known, every, latest, aggregates } = view;
  const stored = { keys, from, where, delayMicros, boundary, known, every, latest, aggregates };
  const functions = new Map<string, unknown>();
  collectFunctions([stored, sources], project, functions);
  const meaning = { stored, sources, functions: [...functions].sort(([a], [b]) => (a < b ? -1 : 1)) };
  return createHash("sha256").update(JSON.stringify(meaning, withoutProse)).digest("hex");
}

const prose: ReadonlySet<string> = new Set(["at", "doc", "annotations"]);

/** A column may be called `at`, but no property but a place, doc or list of annotations is: names are values in the IR. */
const withoutProse = (key: string, value: unknown): unknown => (prose.has(key) ? undefined : value);

function collectFunctions(part: unknown, project: Project, found: Map<string, unknown>): void {
  for (const expr of expressionsIn(part)) {
    walk(expr, ({ ...node }) => {
      if (node.node !== "fn" || found.has(node.name)) return;
      const fn = project.functions.find((candidate) => candidate.name === node.name);
      if (fn === undefined) return;
      found.set(fn.name, { params: fn.params, result: fn.result, body: fn.body });
      collectFunctions(fn.body, project, found);
    });
  }
}

function* expressionsIn(part: unknown): Iterable<Expr> {
  if (Array.isArray(part)) {
    for (const element of part) yield* expressionsIn(element);
  } else if (typeof part === "object" && part !== null) {
    if (isExpr(part)) yield part;
    else for (const value of Object.values(part)) yield* expressionsIn(value);
  }
}

const isExpr = (part: object): part is Expr =>
  "node" in part &&
  "type" in part &&
  typeof part.node === "string" &&
  part.node !== "physical" &&
  part.node !== "derived";
