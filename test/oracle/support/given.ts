import type { Constant, PhysicalSource, Test, TestRow, TimeColumn } from "../../../compiler/model/ir.js";
import { evaluate } from "../evaluate/expression.js";
import type { PhysicalRow, Value } from "../evaluate/index.js";

/** The rows that a test gives of a source, as the oracle takes them. */
export function givenRows(test: Test, source: PhysicalSource): readonly PhysicalRow[] {
  return test.given
    .filter((given) => given.source === source.name)
    .flatMap(({ rows }) => rows)
    .map((row) => {
      const physical = (column: string): Value => {
        const declared = source.columns.filter((candidate) => candidate.column === column).map(({ name }) => name);
        return cell(row, [...declared, column]);
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

function cell(row: TestRow, names: readonly string[]): Value {
  const found = row.find(({ name }) => names.includes(name))?.value;
  return found === undefined || found.node === "status" ? null : plain(found);
}

/** A constant of the IR as the oracle's value. */
export function plain(constant: Constant): Value {
  // A decimal is the whole number of its last digits.
  if (constant.node === "literal" && constant.type.kind === "decimal" && constant.value !== null)
    return BigInt(String(constant.value).replace(".", ""));
  return evaluate(constant, { functions: new Map() });
}

const dayMicros = 86_400_000_000n;

/** What a test gives as an instant is one; a date means the start or the end of its day, where its zone is. */
function instantOf({ column, format, zone, day }: TimeColumn, physical: (column: string) => Value): bigint | null {
  const value = physical(column);
  if (typeof value !== "bigint") return null;
  if (format !== "date") return value;
  const local = (value + (day === "end" ? 1n : 0n)) * dayMicros;
  return zone === null ? local : local - offset(local - offset(local, zone), zone);
}

/** How far a zone's clocks are ahead of UTC, in microseconds. */
function offset(micros: bigint, zone: string): bigint {
  const at = new Date(Number(micros / 1000n));
  const text = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).format(at);
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d+):(\d+)/.exec(text) ?? [];
  const ahead = (BigInt(hours) * 60n + BigInt(minutes)) * 60_000_000n;
  return sign === "-" ? -ahead : ahead;
}
