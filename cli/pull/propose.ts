import type { SourceBinding, SourceLocation, SourceTime } from "../../runtime/artifacts.js";
import { isInteger, keyKinds, scalar, withNullable } from "../../runtime/types.js";
import {
  isKeyName,
  isStateTime,
  keyRank,
  type RawData,
  repeatedKeys,
  surveyOf,
  writtenBefore,
} from "../../runtime/warehouse/data/index.js";
import { plural } from "../terminal/table.js";
import type { Guessed, LocationText, Proposal, TimeText } from "./proposal.js";
import { proposeColumns, type SeenColumn, withoutFaults } from "./propose-columns.js";
import { proposeCreated, proposeTime } from "./propose-time.js";

export interface Named {
  readonly name: string;
  readonly text: LocationText;
  readonly location: SourceLocation;
}

/** Looks at data and proposes how to declare them. All counts are exact. */
export async function propose(
  data: RawData,
  { name, text, location }: Named,
  onProgress?: (done: number) => void,
): Promise<Proposal> {
  const survey = await surveyOf(data, onProgress);
  const { rows } = survey;
  const proposed = proposeColumns(survey, data.typed, new Set());
  const seen = proposed.columns;
  const time = proposeTime(seen, rows);
  const base = { name, location: text, rows, time, leftOut: proposed.leftOut } as const;
  if (time === null) {
    const columns = withoutFaults(seen).columns.map(plain);
    const kind = { value: "events", guess: null } as const;
    return { ...base, kind, created: null, key: null, keyIsOpen: false, sequence: null, columns };
  }
  const declared = seen.map((column) => typedAs(column, time.value));
  const binding = bindingOf(location, declared, time.value);
  const created = await createdOf(data, declared, time.value, binding);
  const all = created === null ? declared : declared.map((column) => typedAs(column, created.value));
  const known =
    created === null ? binding : { ...bindingOf(location, all, time.value), created: roleOf(created.value, all) };
  const { kind, key } = await keyAndKind(data, name, known, all, time.value, rows);
  const keyColumn = all.find((column) => column.name === key?.value);
  const orders = kind.value === "events" && created === null && keyColumn !== undefined;
  const sequence: Guessed<string> | null =
    orders && isInteger(keyColumn.type) ? { value: keyColumn.name, guess: "it orders the rows of one time" } : null;
  const roles = new Set([time.value.column, ...(created === null ? [] : [created.value.column])]);
  const good = withoutFaults(all, roles);
  return {
    ...base,
    leftOut: [...base.leftOut, ...good.leftOut],
    kind,
    created,
    key,
    keyIsOpen: orders && sequence === null,
    sequence,
    columns: good.columns.map(plain),
  };
}

const plain = ({ name, column, type, guess }: SeenColumn) => ({ name, column, type, guess });

/** A column that a role reads has the type of its format. */
function typedAs(column: SeenColumn, { column: name, format }: TimeText): SeenColumn {
  if (column.name !== name) return column;
  const type = scalar(format === "date" || column.type.kind === "date" ? "date" : "timestamp", column.type.nullable);
  return { ...column, type };
}

function roleOf({ column, format, at }: TimeText, columns: readonly SeenColumn[]): SourceTime {
  const own = columns.find(({ name }) => name === column);
  const isDate = own?.type.kind === "date";
  return {
    column: own?.column ?? column,
    format: format ?? (isDate ? "date" : "timestamp"),
    zone: null,
    day: at ?? "start",
  };
}

const bindingOf = (location: SourceLocation, columns: readonly SeenColumn[], time: TimeText): SourceBinding => ({
  source: "",
  relation: "",
  location,
  at: { file: "", line: 0 },
  columns: columns.map(({ name, column, type }) => ({ name, column, type: withNullable(type, true) })),
  time: roleOf(time, columns),
  key: [],
});

/** The column that says when rows were written. It is none if a row was written before its own time. */
async function createdOf(
  data: RawData,
  columns: readonly SeenColumn[],
  time: TimeText,
  binding: SourceBinding,
): Promise<Guessed<TimeText> | null> {
  const created = proposeCreated(columns, time);
  if (created === null) return null;
  const typed = columns.map((column) => typedAs(column, created.value));
  const before = await writtenBefore(data, { ...binding, created: roleOf(created.value, typed) });
  return before === 0 ? created : null;
}

/** The rank of codes, which many rows share. */
const SHARED = 3;
/** How many columns are tried as a key. */
const TRIED = 6;

/**
 * The source's key, and what a row means. A column that no two rows share is the key of an event. A column that no two
 * rows of one time share is the key of a state, where the time says that rows are states.
 */
async function keyAndKind(
  data: RawData,
  source: string,
  binding: SourceBinding,
  columns: readonly SeenColumn[],
  time: TimeText,
  rows: number,
): Promise<{ readonly kind: Proposal["kind"]; readonly key: Guessed<string> | null }> {
  const candidates = columns
    .filter(
      ({ column, type, seen }) =>
        isKeyName(column) && keyKinds.has(type.kind) && type.kind !== "bool" && seen.nulls === 0 && seen.faults === 0,
    )
    .filter(({ column }) => keyRank(column, source) < SHARED)
    .sort((a, b) => keyRank(a.column, source) - keyRank(b.column, source))
    .slice(0, TRIED);
  const repeats = (key: string, kind: "state" | "events") =>
    repeatedKeys(data, { binding: { ...binding, key: [key] }, kind });
  const timeName = columns.find(({ name }) => name === time.column)?.column ?? time.column;
  const saysState = isStateTime(timeName) || (binding.created !== undefined && /timestamp/i.test(timeName));
  const unique: string[] = [];
  const versions: string[] = [];
  if (rows > 0) {
    for (const { name } of candidates) {
      if (unique.length === 0 && (await repeats(name, "events")) === 0) unique.push(name);
      if (versions.length === 0 && (await repeats(name, "state")) === 0) versions.push(name);
    }
  }
  const [own] = unique;
  const [version] = versions;
  const of = plural(rows, "row");
  if (own !== undefined && !saysState)
    return {
      kind: { value: "events", guess: "each row has a key of its own; say `state` if it says how a thing stands" },
      key: { value: own, guess: `no two of ${of} have the same` },
    };
  if (version !== undefined && (saysState || time.format === "date"))
    return {
      kind: {
        value: "state",
        guess: "each row says how a key stands from its time on; say `events` if something happened",
      },
      key: { value: version, guess: `no two of ${of} have it and one time` },
    };
  return saysState
    ? { kind: { value: "state", guess: "by the name of its time; say `events` if something happened" }, key: null }
    : { kind: { value: "events", guess: "say `state` if a row says how a thing stands from its time on" }, key: null };
}
