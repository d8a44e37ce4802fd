import type * as ast from "../../../grammar/ast.js";
import type { Place } from "../../diagnostics/diagnostic.js";
import type { Located, Symbols } from "../../symbols/index.js";
import { findItem } from "./find-item.js";
import type { Thing } from "./taint.js";

/** Where a thing is written, and the annotations that may mark it: its own, then those of the declaration around it. */
interface Written {
  readonly place: Place;
  readonly leads: readonly Located<ast.Lead>[];
}

/** The name of a thing in messages. */
export function textOf(thing: Thing): string {
  switch (thing.kind) {
    case "column": {
      const [source, branch] = thing.source.split(".");
      return `\`${source}.${thing.name}\`${branch === undefined ? "" : ` (branch ${branch})`}`;
    }
    case "rows":
      return `the rows of \`${thing.of}\``;
    case "item":
      return `\`${thing.owner}.${thing.name}\``;
    case "hop":
      return `the key of \`${thing.ref}\` in \`${thing.transform}\``;
    case "field":
      return `\`${thing.request}.${thing.name}\``;
    case "key":
      return `key \`${thing.entity}.${thing.name}\``;
  }
}

/** Where a thing is written; null if that is not known. */
export const placeOf = (thing: Thing, symbols: Symbols): Place | null => written(thing, symbols)?.place ?? null;

/** The place of the mark that makes a thing personal data. */
export function markOf(thing: Thing, symbols: Symbols): Place | null {
  const found = written(thing, symbols);
  for (const { decl, file } of found?.leads ?? []) {
    const mark = decl.annotations.find(({ name }) => name.text === "pii");
    if (mark !== undefined) return file.place(mark);
  }
  return found?.place ?? null;
}

function written(thing: Thing, symbols: Symbols): Written | null {
  switch (thing.kind) {
    case "column":
      return column(thing.source, thing.name, symbols);
    case "rows":
      return rows(thing.of, symbols);
    case "item": {
      const owner = symbols.names.get(thing.owner);
      const item = findItem(symbols, thing.owner, thing.name);
      if (item === null || owner === undefined || owner.kind === "physical") return null;
      const { node, file } = item;
      const leads = [
        { decl: node.lead, file },
        { decl: owner.decl.lead, file: owner.file },
      ];
      return { place: file.place(node.name), leads };
    }
    case "hop": {
      const named = symbols.names.get(thing.transform);
      if (named?.kind !== "transform") return null;
      const use = named.decl.items.find((item) => item.kind === "use" && (item.alias ?? item.view).text === thing.ref);
      return { place: named.file.place(use ?? named.decl.name), leads: [] };
    }
    case "field": {
      const named = symbols.names.get(thing.request);
      return named?.kind === "request" ? field(named, thing.name) : null;
    }
    case "key": {
      const entity = symbols.entities.get(thing.entity);
      return entity === undefined ? null : field(entity, thing.name);
    }
  }
}

function field({ decl, file }: Located<ast.EntityDecl | ast.RequestDecl>, name: string): Written {
  const found = decl.fields.find((candidate) => candidate.name.text === name);
  const leads = [...(found === undefined ? [] : [found.lead]), decl.lead];
  return { place: file.place(found?.name ?? decl.name), leads: leads.map((lead) => ({ decl: lead, file })) };
}

function column(source: string, name: string, symbols: Symbols): Written | null {
  const [base, branch] = source.split(".");
  const named = symbols.names.get(base ?? "");
  if (named?.kind === "physical") return { place: named.columns.get(name) ?? named.place, leads: [] };
  if (named?.kind !== "source") return null;
  const { decl, file } = named;
  // For a union as a whole the branch is not known, so no branch is looked into.
  const whole = decl.union && branch === undefined;
  const all = decl.branches.filter((_, index) => !whole && (branch === undefined || index === Number(branch) - 1));
  const def = all.flatMap((each) => each.columns?.columns ?? []).find((candidate) => candidate.name.text === name);
  const leads = [...(def === undefined ? [] : [def.lead]), decl.lead];
  const node = def?.name ?? (branch === undefined ? decl.name : (all[0]?.from ?? decl.name));
  return { place: file.place(node), leads: leads.map((lead) => ({ decl: lead, file })) };
}

/** The condition that chooses the rows, if there is only one. */
function rows(of: string, symbols: Symbols): Written | null {
  const named = symbols.names.get(of);
  if (named?.kind !== "view" && named?.kind !== "source") return null;
  const conditions =
    named.kind === "view"
      ? named.decl.clauses.filter((clause) => clause.kind === "where")
      : named.decl.branches.flatMap(({ at, steps }) => [
          ...(at === null ? [] : [at]),
          ...steps.filter(({ kind }) => kind !== "join"),
        ]);
  const [only] = conditions;
  return { place: named.file.place(conditions.length === 1 && only !== undefined ? only : named.decl.name), leads: [] };
}
