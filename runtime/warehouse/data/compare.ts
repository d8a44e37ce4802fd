import type { SourceBinding } from "../../artifacts.js";
import { findColumn, nearColumn, type Wanted, wantedOf } from "../sources/match.js";
import { firstFile, type Part, type RawColumn } from "../sources/part.js";
import { pathOf } from "../sources/path.js";
import type { ColumnThere, Finding } from "./finding.js";
import { fittingType } from "./fitting-type.js";
import type { RawData } from "./raw-data.js";

/** A source as a project declares it. */
export interface DeclaredSource {
  readonly binding: SourceBinding;
  readonly kind: "state" | "events";
}

/** The part of the data that a comparison of names reads. */
export type Named = Pick<RawData, "parts" | "typed">;

/** Compares the names of columns: what a source declares against what each part of its data has. */
export function compareNames({ binding }: DeclaredSource, data: Named): readonly Finding[] {
  if (data.parts.length === 0) return [];
  const wanted = wantedOf(binding);
  return [...wanted.flatMap((each) => lacking(binding, each, data)), ...extra(wanted, data)];
}

function lacking(source: SourceBinding, wanted: Wanted, { parts, typed }: Named): readonly Finding[] {
  const { name, column, declared } = wanted;
  const found = parts.map((part) => ({ part, found: findColumn(column, part) }));
  for (const each of found) {
    const file = isSeveral(source) ? firstFile(each.part) : null;
    const ambiguous = { kind: "ambiguous", name, column, declared, file } as const;
    switch (each.found.kind) {
      case "twice":
        return [{ ...ambiguous, why: "twice", alike: [column] }];
      case "folder":
        return [{ ...ambiguous, why: "folder", alike: [each.found.column.name, each.found.folder.name] }];
      case "alike":
        return [{ ...ambiguous, why: "case", alike: each.found.alike.map((own) => own.name) }];
      case "found":
      case "missing":
        break;
    }
  }
  const grant = parts.flatMap(({ denied }) => denied?.get(column) ?? [])[0];
  if (grant !== undefined) return [{ kind: "denied", name, column, declared, grant }];
  const without = found.filter((each) => each.found.kind === "missing").map(({ part }) => part);
  const [first] = without;
  if (first === undefined) return [];
  const nowhere = without.length === parts.length;
  // Any object of JSON may lack a key.
  const isJson = source.location.kind === "file" && source.location.format === "json";
  if (isJson ? !(nowhere && wanted.orders) : !nowhere && wanted.nullable) {
    if (isJson && !nowhere) return [];
    return isJson && !wanted.nullable
      ? [missing(source, wanted, first, null, typed)]
      : [{ kind: "missing-in-some", name, column, file: firstFile(first) ?? pathOf(source) ?? "" }];
  }
  return [missing(source, wanted, first, nowhere ? null : firstFile(first), typed)];
}

function missing(
  source: SourceBinding,
  { name, column, declared }: Wanted,
  part: Part,
  file: string | null,
  typed: boolean,
): Finding {
  const near = nearColumn(source, column, part);
  return { kind: "missing", name, column, declared, file, there: part.columns.map(there(typed)), near };
}

/** The columns that a name may mean. Where there are several, another finding says so. */
function readBy(column: string, part: Part): readonly RawColumn[] {
  const found = findColumn(column, part);
  switch (found.kind) {
    case "found":
      return [found.column];
    case "folder":
      return [found.column, found.folder];
    case "alike":
      return found.alike;
    case "twice":
      return part.columns.filter(({ name }) => name === column);
    case "missing":
      return [];
  }
}

/** Columns that the source does not read. A column without a name cannot be declared. */
function extra(wanted: readonly Wanted[], { parts, typed }: Named): readonly Finding[] {
  const columns = new Map<string, RawColumn>();
  for (const part of parts) {
    const read = new Set<unknown>();
    for (const { column } of wanted) {
      for (const found of readBy(column, part)) read.add(found);
    }
    for (const column of part.columns) {
      if (!read.has(column) && column.name !== "" && !columns.has(column.name)) columns.set(column.name, column);
    }
  }
  const [fitting, others] = [[] as ColumnThere[], [] as ColumnThere[]];
  for (const column of columns.values())
    (!typed || fittingType(column.physical).kind === "type" ? fitting : others).push(there(typed)(column));
  return [
    ...(fitting.length === 0 ? [] : [{ kind: "extra", columns: fitting } as const]),
    ...(others.length === 0 ? [] : [{ kind: "untyped", columns: others } as const]),
  ];
}

const there =
  (typed: boolean) =>
  ({ name, physical }: RawColumn): ColumnThere => ({ name, type: typed ? physical.name : null });

export const isSeveral = ({ location }: SourceBinding): boolean =>
  location.kind === "file" && /[*?[]/.test(location.path);
