import type { Constant, PhysicalSource, Test, TestRow, TimeColumn } from "../../../compiler/ir/index.js";
import type { Type } from "../../../runtime/types.js";
import { evaluate } from "../evaluate/expression.js";
import type { PhysicalRow, Value } from "../evaluate/index.js";

/** The rows that a test gives for a source, in the oracle's form. */
export function givenRows(test: Test, source: PhysicalSource): readonly PhysicalRow[] {
  return test.given
    .flatMap((given) => given.rows.map((row) => ({ given, row })))
    .map(({ given, row }, place) => ({ given, row, place: BigInt(place) }))
    .filter(({ given }) => given.source === source.name)
    .map(({ row, place }) => {
      const physical = (column: string): Value => {
        const declared = source.columns.filter((candidate) => candidate.column === column);
        const given = cell(row, [...declared.map(({ name }) => name), column]);
        return given === undefined ? defaultOf(source, declared[0], place) : given;
      };
      const instant = (time: TimeColumn | null): bigint | null => (time === null ? null : instantOf(time, physical));
      return {
        time: instant(source.time),
        created: instant(source.created),
        until: instant(source.until),
        sequence: source.sequence === null ? null : physical(source.sequence.column),
        deleted: source.deleted === null ? null : physical(source.deleted) === true,
        columns: new Map(source.columns.map(({ name, column }) => [name, physical(column)])),
      };
    });
}

function cell(row: TestRow, names: readonly string[]): Value | undefined {
  const found = row.find(({ name }) => names.includes(name))?.value;
  return found === undefined || found.node === "status" ? undefined : plain(found);
}

/** The default of a column that the test does not give: null, or the type's zero value. Each row gets its own key. */
function defaultOf(
  source: PhysicalSource,
  declared: PhysicalSource["columns"][number] | undefined,
  place: bigint,
): Value {
  const { time, created, until, deleted, key } = source;
  const roles = [time.column, created?.column, until?.column, deleted];
  if (declared === undefined || roles.includes(declared.column)) return null;
  const { type } = declared;
  if (key.includes(declared.name) && type.kind !== "bool" && type.kind !== "enum")
    return type.kind === "string" ? `row ${String(place).padStart(9, "0")}` : place - 1_000_000_000n;
  return type.nullable ? null : nought(type);
}

function nought(type: Type): Value {
  switch (type.kind) {
    case "bool":
      return false;
    case "int32":
    case "int64":
    case "date":
    case "timestamp":
    case "decimal":
      return 0n;
    case "float32":
    case "float64":
      return 0;
    case "string":
      return "";
    case "bytes":
      return new Uint8Array();
    case "json":
      return "{}";
    case "enum":
      return type.values[0]!;
    case "array":
      return Array.from({ length: type.size ?? 0 }, () => nought(type.element));
    case "struct":
      return Object.fromEntries(type.fields.map(({ name, type: of }) => [name, of.nullable ? null : nought(of)]));
    case "map":
      return new Map();
  }
}

/** A constant of the IR as a value of the oracle. */
export function plain(constant: Constant): Value {
  // The oracle holds a decimal as an integer, without the point.
  if (constant.node === "literal" && constant.type.kind === "decimal" && constant.value !== null)
    return BigInt(String(constant.value).replace(".", ""));
  return evaluate(constant, { functions: new Map() });
}

const dayMicros = 86_400_000_000n;

/** The instant that a time column gives. A date means the start or the end of its day, in the column's zone. */
function instantOf({ column, format, zone, day }: TimeColumn, physical: (column: string) => Value): bigint | null {
  const value = physical(column);
  if (typeof value !== "bigint") return null;
  if (format !== "date") return value;
  const local = (value + (day === "end" ? 1n : 0n)) * dayMicros;
  return zone === null ? local : local - offset(local - offset(local, zone), zone);
}

/** The offset of a zone from UTC, in microseconds. */
function offset(micros: bigint, zone: string): bigint {
  const at = new Date(Number(micros / 1000n));
  const text = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).format(at);
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d+):(\d+)/.exec(text) ?? [];
  const ahead = (BigInt(hours) * 60n + BigInt(minutes)) * 60_000_000n;
  return sign === "-" ? -ahead : ahead;
}
