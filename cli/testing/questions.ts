import type { Project, Test, TestCase } from "../../compiler/ir/index.js";
import type { ProjectArtifact } from "../../runtime/artifacts.js";
import type { Int, Value } from "../../runtime/index.js";
import { type Asked, noData } from "./answer.js";
import { type Failure, failure, isFailure } from "./failure.js";
import { type Cells, givenCells } from "./given-cells.js";
import { literalValue } from "./literal.js";
import type { Shape, Shapes } from "./shapes.js";
import { namedLikeKeys } from "./stage.js";

export type Expectation = TestCase["expect"][number];

/** One row that a test asks for, and the values or the error that it expects. */
export interface Question {
  readonly test: number;
  readonly expectation: Expectation;
  readonly wants: "values" | "error";
  readonly shape: Shape;
  readonly at: Int;
  readonly data: number;
  readonly case: TestCase;
}

/** The questions of a test, or the reason why it cannot ask them. */
export function questionsOf(shapes: Shapes, test: Test, index: number, now: Int): readonly (Question | Failure)[] {
  const data = test.given.length > 0 ? index : noData;
  return test.cases.flatMap((one): readonly (Question | Failure)[] => {
    const at = instantOf(one, now);
    return one.expect.flatMap((expectation): readonly (Question | Failure)[] => {
      const made = shapesOf(shapes, one, expectation);
      if (isFailure(made)) return [made];
      return made.map(({ shape, wants }) => ({
        test: index,
        case: one,
        expectation,
        wants,
        shape,
        data,
        at,
      }));
    });
  });
}

export function instantOf({ instantMicros }: TestCase, now: Int): Int {
  if (instantMicros === null) return now;
  const number = Number(instantMicros);
  return Number.isSafeInteger(number) ? number : BigInt(instantMicros);
}

/**
 * A test asks for all features of its target, so that any difference between the two ways is seen. It leaves out
 * features that it does not name and that need a key or request field that it does not give. A feature that must fail
 * is asked for alone.
 */
function shapesOf(
  shapes: Shapes,
  one: TestCase,
  { target, row, at }: Expectation,
): readonly Pick<Question, "shape" | "wants">[] | Failure {
  const given = one.given.flatMap(({ target: of }) => (of.kind === "request" ? [] : [of.name]));
  const said = new Set([...fieldsOf(one).keys(), ...(one.for ?? []).map(({ name }) => name)]);
  const lacks = (feature: string) => {
    const { keys, requests } = shapes.needs(target, given, feature);
    const field = requests.find(
      ({ name, type }) => !type.nullable && !said.has(name) && !name.startsWith("feat_given_"),
    );
    if (field !== undefined) return { what: "request" as const, name: field.name };
    const key = one.for === null ? undefined : keys.find(({ name }) => !said.has(name));
    return key === undefined ? null : { what: "key" as const, name: key.name };
  };
  if (shapes.of(target, given, () => true) === null) {
    return failure(
      { target, row, at },
      "error",
      null,
      "it can't be read by itself, as its keys need binding: expect it of a service",
    );
  }
  const cells = new Map(row.map(({ name, value }) => [name, value]));
  const like = target.kind === "service" ? [] : namedLikeKeys(target.name, shapes.project);
  for (const name of cells.keys()) {
    if (like.includes(name))
      return failure(
        { target, row, at },
        "error",
        name,
        "it is named like a key: expect it of a service, which has it under another name",
      );
    const lack = lacks(name);
    if (lack === null) continue;
    const message =
      lack.what === "request"
        ? `it needs \`${lack.name}\` of its request: say \`given\``
        : `it needs the key \`${lack.name}\`: say it in \`for\` (null is a key that is not known)`;
    return failure({ target, row, at }, "error", name, message);
  }
  const failing = row.filter(({ value }) => value.node === "error").map(({ name }) => name);
  const found: Pick<Question, "shape" | "wants">[] = [];
  const add = (wants: Question["wants"], wanted: (feature: string) => boolean) => {
    const shape = shapes.of(target, given, ({ name }) => wanted(name));
    if (shape !== null && shape.service.features.length > 0) found.push({ shape, wants });
  };
  for (const name of failing) add("error", (feature) => feature === name);
  if (failing.length === 0 || failing.length < row.length) {
    add("values", (feature) => !failing.includes(feature) && (cells.has(feature) || lacks(feature) === null));
  }
  return found;
}

/** Adds the inputs of a question, which depend on the code of all shapes. */
export function asked(question: Question, shapes: Shapes, cells: Cells): Asked {
  const { shape, case: one, at, data, wants } = question;
  const inputs = new Map<string, Value>(shapes.inputsOf(shape, cells));
  for (const [name, value] of fieldsOf(one)) inputs.set(name, value);
  for (const { name, value } of one.for ?? []) {
    // A key and a request field of one name are one input.
    if (shape.service.keys.some((key) => key.name === name))
      inputs.set(name, value.node === "status" ? null : literalValue(value));
  }
  return { at, inputs, data, fails: wants === "error" };
}

export const cellsOf = (project: Project, artifact: ProjectArtifact, { case: one, at }: Question): Cells =>
  givenCells(project, artifact, one, at);

/** The request fields that the case gives. */
function fieldsOf({ given }: TestCase): ReadonlyMap<string, Value> {
  const fields = given.filter(({ target }) => target.kind === "request").flatMap(({ row }) => row);
  return new Map(fields.flatMap(({ name, value }) => (value.node === "status" ? [] : [[name, literalValue(value)]])));
}
