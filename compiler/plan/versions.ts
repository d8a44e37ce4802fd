import { scalar, withNullable } from "../../runtime/types.js";
import type { PhysicalSource, View } from "../ir/index.js";
import { columnOf } from "../ir/substitute.js";
import type { Column, Rel } from "./algebra.js";
import { arrivals } from "./arrivals.js";
import { byFacts, byValues } from "./order-by.js";

/**
 * Among an event's versions the one written last counts. A state's versions are ordered by their own time first
 * (MEANING 26).
 */
export function versionOrder(sources: readonly PhysicalSource[]): readonly string[] {
  const written = [
    ...(sources.some(({ created }) => created !== null) ? ["@created"] : []),
    ...(sources.some(({ sequence }) => sequence !== null) ? ["@sequence"] : []),
  ];
  return sources[0]!.kind === "events" ? [...written, "@time"] : ["@time", ...written];
}

/**
 * The rows of several sources, each superseded also by rows of equal keys in the others. Of two rows written alike,
 * that of the later branch counts.
 */
export function supersededAmong(
  own: { readonly rel: Rel; readonly source: PhysicalSource; readonly columns: readonly string[] },
  others: readonly PhysicalSource[],
  group: readonly PhysicalSource[],
  view: View,
): Rel {
  const order = versionOrder(group);
  const facts = [...order, ...arrivals(view, null).map(({ name }) => name)];
  const kept = [...new Set([...facts, ...own.columns])];
  const part = (input: Rel, source: PhysicalSource): Rel => {
    const isOwn = source.name === own.source.name;
    const has = new Set(isOwn ? own.columns : []);
    for (const name of ["@time", ...arrivals(view, null).map((column) => column.name)]) has.add(name);
    if (source.created !== null) has.add("@created");
    if (source.sequence !== null) has.add("@sequence");
    const value = (name: string): Column["value"] => {
      if (has.has(name)) return { node: "column", name };
      const declared = own.source.columns.find((column) => column.name === name);
      if (declared === undefined) return name === "@deleted" ? { node: "constant", value: false } : { node: "nothing" };
      return { node: "expr", expr: { node: "literal", type: withNullable(declared.type, true), value: null } };
    };
    return {
      node: "project",
      input,
      keep: false,
      columns: [
        ...kept.map((name): Column => ({ name, value: value(name) })),
        ...source.key.map((name, index): Column => ({ name: `@key.${index}`, value: { node: "column", name } })),
        { name: "@branch", value: { node: "micros", micros: String(group.indexOf(source)) } },
        { name: "@own", value: { node: "constant", value: isOwn } },
      ],
      title: `versions of ${source.name}`,
      at: source.at,
    };
  };
  const keys = own.source.key.map((_, index) => `@key.${index}`);
  const at = { title: `rows of ${own.source.name}`, at: own.source.at };
  const inputs = [
    part(own.rel, own.source),
    ...others.map((source) => {
      const scan: Rel = {
        node: "scan",
        source,
        columns: source.columns.map(({ name }) => name).filter((name) => source.key.includes(name)),
        hiding: source.key,
        title: `source ${source.name}`,
        at: source.at,
      };
      const delay = view.delayMicros ?? source.delayMicros;
      return part({ node: "project", input: scan, keep: true, columns: arrivals(view, delay) }, source);
    }),
  ];
  const columns = [...kept, ...keys, "@branch", "@own"];
  const all: Rel = {
    node: "unionAll",
    inputs,
    columns,
    title: `versions of ${own.source.name} among others`,
    at: own.source.at,
  };
  const among: Rel = {
    node: "superseded",
    input: all,
    by: keys,
    order: [...byFacts([...order, "@branch"]), ...byValues(own.source.columns)],
    ...at,
  };
  return {
    node: "filter",
    input: among,
    conditions: [{ node: "holds", expr: columnOf("@own", scalar("bool")) }],
    ...at,
  };
}
