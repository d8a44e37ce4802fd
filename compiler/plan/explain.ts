import type { Condition, Cut, Latest, OrderBy, Rel, WindowMethod } from "./algebra.js";
import { ruleColumn } from "./columns.js";
import { inputsOf } from "./rel-inputs.js";

/**
 * A plan as a tree, a line per relation, its inputs below: for `--plan` and for reviews. A relation that occurs twice
 * is printed once.
 */
export function printPlan(root: Rel): string {
  const seen = new Map<Rel, number>();
  const lines: string[] = [];
  const visit = (rel: Rel, indent: string): void => {
    const known = seen.get(rel);
    if (known !== undefined) {
      lines.push(`${indent}= #${known}`);
      return;
    }
    seen.set(rel, seen.size + 1);
    const place = rel.at === undefined ? "" : `  [${rel.at.file}:${rel.at.line}]`;
    const title = rel.title === undefined ? "" : `  (${rel.title})`;
    lines.push(`${indent}#${seen.size} ${describe(rel)}${title}${place}`);
    for (const input of inputsOf(rel)) visit(input, `${indent}  `);
  };
  visit(root, "");
  return `${lines.join("\n")}\n`;
}

function describe(rel: Rel): string {
  switch (rel.node) {
    case "table":
      return rel.of === "labels" ? "table of labels" : `table of ${rel.source.name}`;
    case "scan":
      return `scan ${rel.source.name} { ${rel.columns.join(", ")} }`;
    case "labels":
      return `labels { ${rel.inputs.map(({ name }) => name).join(", ")} }`;
    case "instant":
      return "instant $at";
    case "filter":
      return `filter ${rel.conditions.map(condition).join(" and ")}`;
    case "project":
      return `project ${rel.keep ? "+ " : ""}{ ${rel.columns.map(({ name }) => name).join(", ")} }`;
    case "select":
      return `select { ${rel.columns.map(({ name }) => name).join(", ")} }${rel.where.length === 0 ? "" : ` where ${rel.where.map(condition).join(" and ")}`}`;
    case "distinct":
      return `distinct { ${rel.columns.map(({ name, from }) => (name === from ? name : `${name} = ${from}`)).join(", ")} }`;
    case "semi":
      return `rows whose (${rel.keys.join(", ")}) occur in the instants`;
    case "greatest":
      return `greatest by (${rel.by.join(", ")}) in order (${order(rel.order)})`;
    case "rank":
      return `rank by (${rel.by.join(", ")}) in order (${order(rel.order)})`;
    case "knownBest":
      return `best known by (${rel.by.join(", ")})`;
    case "asOf":
      return `as-of join on (${rel.keys.join(", ")}) { ${rel.columns.join(", ")} }`;
    case "latest":
      return `latest row by ${methods[rel.method]} on (${rel.keys.join(", ")}) in order (${order(rel.order)}) { ${rel.columns.join(", ")} }`;
    case "stage":
      return `stage ${rel.name} (${rel.alternatives.map(({ strategy }) => strategy).join(" | ")})`;
    case "join":
      return `left join on (${rel.on.map(({ left, right }) => `${left} = ${right}`).join(", ")})`;
    case "windows":
      return `windows by ${methodText(rel.method)} { ${rel.aggregates.map(({ id }) => id).join(", ")} }`;
    case "unionAll":
      return `union { ${rel.columns.join(", ")} }`;
    case "retime":
      return "re-time";
    case "each":
      return `each ${rel.column}`;
    case "superseded":
      return `versions by (${rel.by.join(", ")}) in order (${order(rel.order)})`;
    case "snapshots":
      return `snapshots${rel.known ? ` known by (${rel.key.join(", ")})` : ""}`;
    case "shift":
      return `later by ${rel.micros} { ${rel.columns.join(", ")} }`;
    case "temporal": {
      const what =
        rel.latest.length > 0
          ? `greatest { ${rel.latest.join(", ")} }`
          : `{ ${rel.aggregates.map(({ id }) => id).join(", ")} }`;
      return `rows at the instant by ${rel.method} on (${rel.keys.join(", ")}) ${cutText(rel.cut)} ${what}`;
    }
    case "groupAt":
      return `aggregate by (${rel.keys.join(", ")}) { ${rel.aggregates.map(({ id }) => id).join(", ")} }`;
    case "tally":
      return `tally { ${[...rel.rules.map((rule) => ruleColumn(rule)), ...rel.aggregates.map(({ id }) => id)].join(", ")} }`;
    case "rowFacts":
      return "facts of rows";
    case "training":
      return `features { ${rel.features.map(({ name }) => name).join(", ")} }`;
  }
}

const methodText = (method: WindowMethod): string =>
  method.kind !== "tiles" ? method.kind : method.levels.length === 0 ? "join" : `tiles of ${method.levels.join(", ")}`;

const order = (by: readonly OrderBy[]): string =>
  by.map(({ column, text }) => (text === null ? column : `text of ${column}`)).join(", ");

/** The text of a cut, beyond "visible". */
function cutText(cut: Cut): string {
  const parts = [
    cut.micros === null ? [] : [`in ${cut.micros}`],
    cut.this === null ? [] : [`this ${cut.this.unit} in ${cut.this.zone}`],
    cut.since === null ? [] : [`since ${cut.since}`],
    cut.lastRows === null ? [] : [`last ${cut.lastRows}${cut.numbered ? " by number" : ""}`],
    cut.offsetMicros === "0" ? [] : [`offset ${cut.offsetMicros}`],
    cut.superseded ? ["current"] : [],
    cut.gone ? ["not gone"] : [],
    cut.deleted ? ["not deleted"] : [],
    cut.until ? ["not ended"] : [],
    cut.ttlMicros === null ? [] : [`ttl ${cut.ttlMicros}`],
  ].flat();
  return `[${parts.join(", ")}]`;
}

function condition(c: Condition): string {
  switch (c.node) {
    case "holds":
      return "where";
    case "present":
      return `${c.columns.join(", ")} not null`;
    case "anyPresent":
      return `one of ${c.columns.join(", ")} not null`;
    case "arrivedAt":
      return "@arrive <= $at";
    case "notSuperseded":
      return "$at < @superseded";
    case "inWindows":
      return c.micros === null ? "true" : `${c.column} > $at - ${c.micros}`;
    case "fromParameter":
      return "@time >= $from";
    case "rowChanged":
      return "changed between $since and $at";
    case "inSlice":
      return `(${c.columns.join(", ")}) in slice $slice of $slices`;
  }
}

const methods: Readonly<Record<Latest["method"], string>> = {
  asOf: "as-of join",
  join: "hash join",
  numbers: "numbered rows",
  pairs: "pairs in order",
  lateral: "search",
};
