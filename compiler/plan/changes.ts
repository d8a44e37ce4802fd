import { aggregateOverload } from "../functions/index.js";
import type { PhysicalSource, Project, View } from "../ir/index.js";
import type { Rel, RowChanged, Turn } from "./algebra.js";
import { landingOf } from "./arrivals.js";
import type { Catalog } from "./catalog.js";
import { planCatalog } from "./features-at.js";
import { reachOf } from "./longest.js";
import { inputsOf } from "./rel-inputs.js";
import { rowsHangOnJoins } from "./rows-hang-on-joins.js";
import { groupsOf } from "./view-at.js";
import { rowsWithFreshness, viewRows } from "./view-rows.js";

/** The sources that a view is computed from: those of its own rows, and those that are joined to them. */
export interface SourcesOfView {
  readonly own: ReadonlyMap<string, PhysicalSource>;
  readonly joined: ReadonlyMap<string, PhysicalSource>;
}

/** How the sources of a view's rows are related. */
interface Reading extends SourcesOfView {
  /** A union of several sources whose rows replace each other. */
  readonly oneKey: boolean;
  readonly keyedUnion: boolean;
}

export const sourcesOfView = (project: Project, view: View): SourcesOfView => readingOf(view, planCatalog(project));

function readingOf(view: View, catalog: Catalog): Reading {
  const [own, joined] = [new Map<string, PhysicalSource>(), new Map<string, PhysicalSource>()];
  let [oneKey, keyedUnion] = [false, false];
  const visit = (name: string, into: Map<string, PhysicalSource>, inUnion: boolean): void => {
    const { derived, base } = catalog.chain(name);
    for (const { steps } of derived)
      for (const step of steps)
        if (step.step === "join")
          visit(step.target.kind === "view" ? catalog.view(step.target.name).from : step.target.name, joined, false);
    if (base.source.node === "physical") {
      into.set(base.source.name, base.source);
      if (inUnion && into === own) keyedUnion ||= base.keyed;
      return;
    }
    oneKey ||= base.source.oneKey;
    for (const branch of base.source.branches) {
      for (const step of branch.steps)
        if (step.step === "join")
          visit(step.target.kind === "view" ? catalog.view(step.target.name).from : step.target.name, joined, false);
      visit(branch.from, into, true);
    }
  };
  visit(view.from, own, false);
  return { own, joined, oneKey, keyedUnion };
}

/**
 * Why it is not known which keys of a view changed between two instants; null if it is known.
 *
 * Sources must say when rows were written, and each value must stay as it is while no row begins or ceases to count.
 */
export function changesUnknown(view: View, catalog: Catalog): string | null {
  if (view.keys.length === 0) return "it has one value for everyone";
  const { own, joined, oneKey, keyedUnion } = readingOf(view, catalog);
  for (const source of [...own.values(), ...joined.values()])
    if (source.created === null)
      return `source \`${source.name}\` does not say when its rows were written (\`created\`)`;
  for (const source of own.values())
    if (source.complete) return `source \`${source.name}\` is \`complete\`, and a new snapshot changes all keys`;
  if (oneKey || keyedUnion) return "it reads a union of sources with a `key`";
  if (rowsHangOnJoins(view, catalog)) return "what is joined decides which rows count for which key";
  const timed = view.aggregates.find((aggregate) => aggregateOverload(aggregate).timed === true);
  if (timed !== undefined) return `\`${timed.function}\` changes with time alone`;
  return null;
}

/**
 * The keys of which a value may have changed since `$since`, at which the data held only rows that were not written after
 * `$created`. It may hold keys whose values are as before.
 */
export function changedKeys(view: View, catalog: Catalog): Rel {
  const rows = viewRows(view, catalog);
  const { keys } = rows.latest;
  const { joined } = readingOf(view, catalog);
  const own = { title: `changed keys of view ${view.name}`, at: view.at };
  const turns: Turn[] = [];
  const turn = (column: string, micros: string, more: Partial<Turn> = {}): void => {
    const made = { column, micros, slack: "0", unit: null, ...more };
    if (!turns.some((each) => JSON.stringify(each) === JSON.stringify(made))) turns.push(made);
  };
  turn("@arrive", "0");
  const landing = landingOf(view);
  const offsets = new Set(["0"]);
  for (const { cut, aggregates } of groupsOf(view, rows.aggregates, false)) {
    const { offsetMicros: offset } = cut;
    offsets.add(offset);
    turn("@arrive", offset);
    const lengths = new Set(aggregates.map(({ micros }) => micros));
    for (const micros of [...lengths, cut.micros])
      if (micros !== null) turn(landing, String(BigInt(offset) + BigInt(micros)));
    // Rows leave when the calendar's unit ends.
    if (cut.this !== null) turn("@time", offset, { slack: reachOf(cut)!, unit: { ...cut.this, offsetMicros: offset } });
    if (cut.ttlMicros !== null) turn("@time", String(BigInt(offset) + BigInt(cut.ttlMicros)), { slack: "1" });
    if (cut.until) turn("@until", offset);
  }
  const { base } = catalog.chain(view.from);
  const keyed = base.key.length > 0;
  const changed: RowChanged = {
    node: "rowChanged",
    turns,
    fresh: keyed ? "@fresh" : null,
    created: !keyed,
    joined: joined.size > 0,
  };
  const rel = rowsWithFreshness(view, catalog, [...offsets]);
  return {
    node: "distinct",
    input: { node: "filter", input: rel, conditions: [{ node: "present", columns: keys }, changed], ...own },
    columns: keys.map((name) => ({ name, from: name })),
    ...own,
  };
}

/** What must be known of a source's rows to find out later which of them are new, and whether the others are the same. */
export function planRowFacts(source: PhysicalSource, columns: ReadonlySet<string>, compared: boolean): Rel {
  const own = source.columns.map(({ name }) => name).filter((name) => columns.has(name) || source.key.includes(name));
  const roles = [
    "@time",
    ...(source.created === null ? [] : ["@created"]),
    ...(source.sequence === null ? [] : ["@sequence"]),
    ...(source.deleted === null ? [] : ["@deleted"]),
    ...(source.until === null ? [] : ["@until"]),
  ];
  const { time, created, until } = source;
  const exact = [time, created, until].filter((role) => role?.format === "timestamp" || role?.format === "unix_us");
  const inRoles = new Set(
    source.columns.filter(({ column }) => exact.some((role) => role?.column === column)).map(({ name }) => name),
  );
  const read = compared ? own : [];
  const at = { title: `facts of ${source.name}`, at: source.at };
  return {
    node: "rowFacts",
    input: { node: "scan", source, columns: read, hiding: read, title: `source ${source.name}`, at: source.at },
    created: source.created !== null,
    // What a role's column holds is in the role.
    columns: compared ? [...roles, ...own.filter((name) => !inRoles.has(name))] : null,
    ...at,
  };
}

/** The columns that a plan reads of each physical source. */
export function columnsRead(root: Rel): ReadonlyMap<PhysicalSource, ReadonlySet<string>> {
  const found = new Map<PhysicalSource, Set<string>>();
  const seen = new Set<Rel>();
  const visit = (rel: Rel): void => {
    if (seen.has(rel)) return;
    seen.add(rel);
    if (rel.node === "scan") {
      const known = found.get(rel.source) ?? new Set();
      found.set(rel.source, known);
      for (const column of rel.columns) known.add(column);
    }
    for (const input of inputsOf(rel)) visit(input);
  };
  visit(root);
  return found;
}
