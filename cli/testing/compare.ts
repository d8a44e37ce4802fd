import type { Project, Service, Test } from "../../compiler/model/ir.js";
import { jsonEdge } from "../../runtime/client/edges/json.js";
import type { Type } from "../../runtime/types.js";
import type { Evaluated, Json } from "./evaluate.js";
import { type Cells, constantsOf } from "./given.js";
import { literalValue } from "./literal.js";

/** Why a test does not hold; values are JSON. */
export interface Failure {
  readonly line: number;
  readonly target: string;
  /** Null where nothing could be evaluated. */
  readonly feature: string | null;
  readonly kind: "value" | "status" | "engines" | "error";
  readonly message: string;
  readonly expected: Json;
  readonly sql: Json;
  readonly online: Json;
}

type Expectation = Test["expect"][number];

const failure = (
  { target, at }: Expectation,
  kind: Failure["kind"],
  feature: string | null,
  message: string,
  values: Partial<Failure> = {},
): Failure => ({
  line: at.line,
  target: target.name,
  feature,
  kind,
  message,
  expected: null,
  sql: null,
  online: null,
  ...values,
});

export const notByItself = (expectation: Expectation): Failure =>
  failure(expectation, "error", null, "it can't be read by itself, as its keys need binding: expect it of a service");

/** What came out against what is expected, and one way against the other. */
export function compareTarget(
  project: Project,
  service: Service,
  expectation: Expectation,
  { sql, online }: Evaluated,
  cells: Cells,
): readonly Failure[] {
  const make = (kind: Failure["kind"], feature: string | null, message: string, values: Partial<Failure> = {}) =>
    failure(expectation, kind, feature, message, values);
  if (!sql.ok || !online.ok) {
    // The service by which it is read is made for the test: its name says nothing to the reader.
    const plain = (error: string) => error.replaceAll(service.name, expectation.target.name);
    if (!sql.ok && !online.ok) return [make("error", null, plain(sql.error))];
    const said = (side: typeof sql | typeof online) => (side.ok ? "gives values" : `says: ${plain(side.error)}`);
    return [make("engines", null, `SQL ${said(sql)}; TypeScript ${said(online)}`)];
  }

  const failures: Failure[] = [];
  for (const { name, type, step, feature } of service.features) {
    const values = { sql: sql.value[name] ?? null, online: online.value.features[name] ?? null };
    if (!same(type, values.sql, values.online)) {
      const message = `SQL gives ${shown(values.sql)}, TypeScript ${shown(values.online)}`;
      failures.push(make("engines", name, message, values));
    }
    const wanted = expectation.row.find((cell) => cell.name === name)?.value;
    if (wanted === undefined) continue;
    if (wanted.node === "status") {
      const status = givenStatus(project, service, step, feature, cells) ?? online.value.statuses[name];
      if (status === wanted.status) continue;
      failures.push(
        make("status", name, `expected ${wanted.status}, it is ${status}`, {
          expected: wanted.status,
          online: status ?? null,
        }),
      );
      continue;
    }
    const expected = jsonEdge.writer(type)(literalValue(wanted));
    if (same(type, expected, values.sql) && same(type, expected, values.online)) continue;
    // Where the two differ that was said already.
    if (same(type, values.sql, values.online)) {
      failures.push(
        make("value", name, `expected ${shown(expected)}, got ${shown(values.online)}`, { expected, ...values }),
      );
    }
  }
  return failures;
}

/** The status of a feature that is given, or only renames what is given; undefined for any other. */
function givenStatus(
  project: Project,
  service: Service,
  step: string,
  feature: string,
  cells: Cells,
): string | undefined {
  const call = service.steps.find(({ id }) => id === step);
  if (call?.node !== "call") return undefined;
  for (const [of, given] of cells) if (call.transform === constantsOf(of)) return given.get(feature)?.status;
  const transform = project.transforms.find(({ name }) => name === call.transform);
  const origin = transform?.items.find((item) => item.name === feature)?.origin;
  if (origin?.kind !== "input") return undefined;
  return givenStatus(project, service, call.inputs[origin.from] ?? "", origin.name, cells);
}

const shown = (value: Json): string => JSON.stringify(value);

/** Floats agree within 1e-9, all else exactly. */
function same(type: Type, a: Json, b: Json): boolean {
  if (type.kind === "array" && Array.isArray(a) && Array.isArray(b)) {
    const [left, right]: readonly (readonly Json[])[] = [a, b];
    return (
      left!.length === right!.length && left!.every((item, index) => same(type.element, item, right![index] ?? null))
    );
  }
  if (typeof a === "number" && typeof b === "number" && (type.kind === "float64" || type.kind === "float32")) {
    return a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
  }
  return JSON.stringify(a) === JSON.stringify(b);
}
