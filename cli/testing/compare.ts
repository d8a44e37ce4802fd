import type { ExpectedValue, Project } from "../../compiler/ir/index.js";
import { jsonEdge } from "../../runtime/client/edges/json.js";
import { jsonTextOf } from "../../runtime/json-text.js";
import { isInteger, type Type } from "../../runtime/types.js";
import type { Answered, Json, Side } from "./answer.js";
import { type Failure, failure } from "./failure.js";
import type { Cells } from "./given-cells.js";
import { literalValue } from "./literal.js";
import type { Question } from "./questions.js";
import { givenName } from "./shapes.js";

/** Compares the results with what is expected, and SQL with TypeScript. */
export function compare(
  project: Project,
  { shape, expectation, wants, case: one }: Question,
  { sql, online }: Answered,
  cells: Cells,
): readonly Failure[] {
  const { service } = shape;
  const make = (kind: Failure["kind"], feature: string | null, message: string, values: Partial<Failure> = {}) =>
    failure(expectation, kind, feature, message, values);
  // The service was made for the test: its name means nothing to the reader, and neither does the label row.
  const plain = (error: string) =>
    error.replaceAll(service.name, expectation.target.name).replace(/ at label row \d+$/, "");
  const sqlOf = (name: string) => (sql.ok ? (sql.value[name] ?? null) : null);
  const onlineOf = (name: string) => (online.ok ? (online.value.features[name] ?? null) : null);
  // Of several features, only those that the test names.
  const named = (values: Readonly<Record<string, Json>>) =>
    Object.fromEntries(expectation.row.flatMap(({ name }) => (name in values ? [[name, values[name]!]] : [])));
  const said = (side: Side<Readonly<Record<string, Json>>>, name: string | null) =>
    side.ok ? shown(name === null ? named(side.value) : (side.value[name] ?? null)) : `error: ${plain(side.error)}`;
  const features = online.ok ? { ok: true as const, value: online.value.features } : online;
  const sides = (name: string | null) => ({ sql: said(sql, name), typescript: said(features, name) });
  // This is the most likely mistake of a test that gives rows. Given values need no key.
  const keyless =
    one.for === null && service.keys.length > 0 && one.given.every(({ target }) => target.kind === "request");
  const hint = keyless ? "; the test says no `for`, so its key is not known" : "";
  const differ = (name: string | null, values: Partial<Failure> = {}) => {
    return make("engines", name, "SQL and TypeScript differ", { ...values, sides: sides(name) });
  };

  if (wants === "error") {
    const name = service.features[0]!.name;
    if (!sql.ok && !online.ok) return [];
    if (sql.ok !== online.ok) return [differ(name, { sql: sqlOf(name), online: onlineOf(name) })];
    const values = { sql: sqlOf(name), online: onlineOf(name) };
    return [make("error", name, `expected an error, got ${shown(values.online)}`, values)];
  }
  if (!sql.ok || !online.ok) {
    if (sql.ok || online.ok) return [differ(null)];
    return [make("error", null, plain(sql.error))];
  }

  const failures: Failure[] = [];
  for (const { name, type, step, feature } of service.features) {
    const values = { sql: sqlOf(name), online: onlineOf(name) };
    const wanted = expectation.row.find((cell) => cell.name === name)?.value;
    const expected = wanted === undefined ? null : expectedJson(type, wanted);
    const agree = same(type, values.sql, values.online);
    if (!agree) failures.push(differ(name, { ...values, expected }));
    if (wanted === undefined || wanted.node === "error") continue;
    if (wanted.node === "status") {
      const status = givenStatus(project, shape, step, feature, cells) ?? online.value.statuses[name];
      if (status === wanted.status) continue;
      const message = `expected ${wanted.status}, it is ${status}${hint}`;
      failures.push(make("status", name, message, { expected, online: status ?? null }));
      continue;
    }
    const off = wanted.node === "approx" ? wanted.tolerance : 0;
    // If the two differ, that was reported already.
    if (!agree || (same(type, expected, values.sql, off) && same(type, expected, values.online, off))) continue;
    const around = off === 0 ? "" : ` ± ${off}`;
    const message = `expected ${shown(expected, type)}${around}, got ${shown(values.online, type)}${hint}`;
    failures.push(make("value", name, message, { expected, ...values }));
  }
  return failures;
}

function expectedJson(type: Type, wanted: ExpectedValue): Json {
  switch (wanted.node) {
    case "status":
      return wanted.status;
    case "error":
      return null;
    case "approx":
      return jsonEdge.writer(type)(literalValue(wanted.value));
    default:
      return jsonEdge.writer(type)(literalValue(wanted));
  }
}

/** The status of a feature that is given or only renames a given one. Undefined for any other feature. */
function givenStatus(
  project: Project,
  shape: Question["shape"],
  step: string,
  feature: string,
  cells: Cells,
): string | undefined {
  const call = shape.service.steps.find(({ id }) => id === step);
  if (call?.node !== "call") return undefined;
  const given = shape.given.find((name) => call.transform === givenName(name));
  if (given !== undefined) return cells.get(given)?.get(feature)?.status;
  const transform = project.transforms.find(({ name }) => name === call.transform);
  const origin = transform?.items.find((item) => item.name === feature)?.origin;
  if (origin?.kind !== "input") return undefined;
  return givenStatus(project, shape, call.inputs[origin.from] ?? "", origin.name, cells);
}

/** An integer beyond 2^53 is a string in JSON, but a reader expects a number. */
const shown = (value: Json | Readonly<Record<string, Json>>, type?: Type): string =>
  type !== undefined && isInteger(type) ? String(value) : jsonTextOf(value);

/** Floats agree within 1e-9, and everything else exactly. `off` allows numbers to differ more. */
function same(type: Type, a: Json, b: Json, off = 0): boolean {
  if (a === null || b === null) return a === b;
  switch (type.kind) {
    case "array":
      return sameMembers(a, b, () => type.element, off);
    case "struct": {
      const types = new Map(type.fields.map((field) => [field.name, field.type]));
      return sameMembers(a, b, (name) => types.get(name), off);
    }
    case "map":
      return sameMembers(a, b, () => type.value, off);
    case "float32":
    case "float64": {
      const [left, right] = [Number(a), Number(b)];
      return Math.abs(left - right) <= Math.max(off, 1e-9 * Math.max(1, Math.abs(left), Math.abs(right)));
    }
    case "int32":
    case "int64":
      if (off > 0) return Math.abs(Number(BigInt(String(a)) - BigInt(String(b)))) <= off;
      return String(a) === String(b);
    case "decimal":
      return off > 0 ? Math.abs(Number(a) - Number(b)) <= off : a === b;
    default:
      return jsonTextOf(a) === jsonTextOf(b);
  }
}

/** Compares lists and records; the order of a record's members does not matter. */
function sameMembers(a: Json, b: Json, typeOf: (name: string) => Type | undefined, off: number): boolean {
  const [left, right] = [members(a), members(b)];
  return (
    left.size === right.size &&
    [...left].every(([name, value]) => {
      const type = typeOf(name);
      return type !== undefined && right.has(name) && same(type, value, right.get(name) ?? null, off);
    })
  );
}

const members = (value: Json): ReadonlyMap<string, Json> => new Map(Object.entries(value ?? {}));
