import { isFailure } from "../../../cli/testing/failure.js";
import { givenCells } from "../../../cli/testing/given-cells.js";
import { literalOf } from "../../../cli/testing/literal.js";
import { asked, type Question, questionsOf } from "../../../cli/testing/questions.js";
import { Shapes } from "../../../cli/testing/shapes.js";
import { stage } from "../../../cli/testing/stage.js";
import type { Compiled } from "../../../compiler/compile.js";
import type { ExpectedValue, Expr, Test } from "../../../compiler/ir/index.js";
import { isConstant } from "../../../compiler/ir/is-constant.js";
import { withValues } from "../../../compiler/model/test-values.js";
import { loadArtifact } from "../../../compiler/typescript/index.js";
import type { ProjectArtifact } from "../../../runtime/artifacts.js";
import type { Type } from "../../../runtime/types.js";
import type { Value as RuntimeValue } from "../../../runtime/values.js";
import { evaluate } from "../evaluate/expression.js";
import {
  type Answer,
  Fault,
  type PhysicalRow,
  serviceAt,
  type UserFunctions,
  type Value,
  worldOf,
} from "../evaluate/index.js";
import { stored } from "../evaluate/values.js";
import { givenRows, plain } from "./given.js";
import { plain as held } from "./load.js";
import { same } from "./same.js";

/** The instant of tests that do not give one. */
const now = Date.UTC(2024, 0, 1) * 1000;

/** The expectations of a `test` in a `.feat` file that the oracle does not confirm, as messages. */
export function failures(
  compiled: Compiled,
  written: Test<Expr>,
  index: number,
  externs: UserFunctions = new Map(),
): readonly string[] {
  const functions = new Map(compiled.project.functions.map((fn) => [fn.name, fn]));
  const one = withValues(written, (expr) => {
    if (isConstant(expr)) return expr;
    return literalOf(expr.type, stored(evaluate(expr, { functions }), expr.type) as RuntimeValue);
  });
  const shapes = new Shapes(stage(compiled, [one]), [one]);
  const questions = questionsOf(shapes, one, index, now);
  const artifact = loadArtifact(shapes.whole);
  return questions.flatMap((question) =>
    isFailure(question) ? [question.message] : failuresOf(shapes, artifact, one, question, externs),
  );
}

function failuresOf(
  shapes: Shapes,
  artifact: ProjectArtifact,
  one: Test,
  question: Question,
  externs: UserFunctions,
): readonly string[] {
  const { shape, wants, expectation } = question;
  const project = shapes.whole;
  const cells = givenCells(project, artifact, question.case, question.at);
  const { at, inputs } = asked(question, shapes, cells);
  const physical = new Map(
    project.sources.flatMap((source): readonly (readonly [string, readonly PhysicalRow[]])[] =>
      source.node === "physical" ? [[source.name, givenRows(one, source)]] : [],
    ),
  );
  const types = new Map([...shape.service.keys, ...shape.service.requests].map(({ name, type }) => [name, type]));
  const given = new Map([...types].map(([name, type]) => [name, held(type, inputs.get(name) ?? null)]));
  const t = BigInt(at);
  let answer: Answer;
  try {
    answer = serviceAt(worldOf(project, physical, externs), shape.service, given, { stored: t, read: t });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return wants === "error" ? [] : [`${expectation.target.name}: ${error.message}`];
  }
  if (wants === "error") return [`${expectation.target.name}: no error`];
  return expectation.row.flatMap(({ name, value: wanted }) => {
    const cell = answer.get(name);
    const type = shape.service.features.find((feature) => feature.name === name)?.type;
    // A feature that is expected to fail is evaluated on its own.
    if (cell === undefined || type === undefined) return [];
    // If the test gives the values of features, they have no status of their own here.
    const status = cells.size === 0 ? cell.status : null;
    return holds(type, wanted, cell.value, status) ? [] : [`${name}: it is ${String(cell.value)} (${cell.status})`];
  });
}

function holds(type: Type, wanted: ExpectedValue, found: Value, status: string | null): boolean {
  switch (wanted.node) {
    case "status":
      return status === null || status === wanted.status;
    case "error":
      return true;
    case "approx":
      return near(plain(wanted.value), found, wanted.tolerance);
    default:
      return same(type, plain(wanted), found);
  }
}

function near(wanted: Value, found: Value, off: number): boolean {
  if (Array.isArray(wanted) && Array.isArray(found)) {
    return wanted.length === found.length && wanted.every((element, index) => near(element, found[index] ?? null, off));
  }
  if (wanted === null || found === null) return wanted === found;
  return Math.abs(Number(wanted) - Number(found)) <= off;
}
