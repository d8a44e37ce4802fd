import { createHash } from "node:crypto";
import type { EnumType } from "../../runtime/types.js";
import { expressionsIn } from "./expressions-in.js";
import type { Project, Source, View } from "./index.js";
import { type Lookups, lookupsOf } from "./lookups.js";
import { walk } from "./walk.js";

/**
 * A hash (hex) of everything that decides which values are stored for a view: its keys, rows, latest columns and
 * aggregates, and the sources and functions that they read. It does not depend on what is computed on read (items, ttl,
 * defaults), nor on places, docs, annotations or `pii`.
 */
export function viewFingerprint(project: Project, view: View, lookups: Lookups = lookupsOf(project)): string {
  const sources = new Map<string, Source>();
  const joined = new Map<string, Omit<View, "expects">>();
  const read = (name: string): void => {
    const source = lookups.sources.get(name);
    if (source === undefined || sources.has(name)) return;
    sources.set(name, source);
    if (source.node === "physical") return;
    for (const { from, steps } of source.node === "union" ? source.branches : [source]) {
      read(from);
      for (const step of steps) {
        if (step.step !== "join") continue;
        if (step.target.kind === "source") read(step.target.name);
        else join(step.target.name);
      }
    }
  };
  const join = (name: string): void => {
    const target = lookups.views.get(name);
    if (target === undefined || joined.has(name)) return;
    // A joined view counts with its features, and so with everything that they are computed from.
    const { expects: _, ...values } = target;
    joined.set(name, values);
    read(target.from);
  };
  read(view.from);
  const { keys, from, where, delayMicros, boundary, known, every, latest, aggregates } = view;
  const stored = { keys, from, where, delayMicros, boundary, known, every, latest, aggregates };
  const functions = new Map<string, unknown>();
  const parts = { stored, sources: [...sources.values()], joined: [...joined.values()] };
  collectFunctions(parts, lookups, functions);
  const meaning = { ...parts, functions: [...functions].sort(([a], [b]) => (a < b ? -1 : 1)) };
  // An enum's values count once, however often its type occurs in the expressions.
  const enums = new Map<string, readonly string[]>();
  const text = JSON.stringify(meaning, function (this: unknown, key, value: unknown) {
    if (key !== "values" || !isEnumType(this)) return withoutIgnored(key, value);
    enums.set(this.name, this.values);
    return undefined;
  });
  const values = [...enums].sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(values.length === 0 ? text : text + JSON.stringify(values))
    .digest("hex");
}

const isEnumType = (holder: unknown): holder is EnumType =>
  typeof holder === "object" && holder !== null && "kind" in holder && holder.kind === "enum";

const ignored: ReadonlySet<string> = new Set(["at", "doc", "annotations", "pii", "elsewhere", "places"]);

/**
 * Leaves out properties that do not decide a value: places, docs, annotations, marks, and where other engines and
 * targets have the data. A column may be called `at`, but names are values in the IR, never properties.
 */
const withoutIgnored = (key: string, value: unknown): unknown => (ignored.has(key) ? undefined : value);

function collectFunctions(part: unknown, lookups: Lookups, found: Map<string, unknown>): void {
  for (const expr of expressionsIn(part)) {
    walk(expr, ({ ...node }) => {
      if (node.node !== "fn" || found.has(node.name)) return;
      const fn = lookups.functions.get(node.name);
      if (fn === undefined) return;
      found.set(fn.name, { params: fn.params, result: fn.result, body: fn.body });
      collectFunctions(fn.body, lookups, found);
    });
  }
}
