/** The work of a statement on Postgres grows with the size of its expressions, never with a power of their depth. */
import { expect, test } from "vitest";
import { state } from "../meaning/support/case.js";
import { build, newWorld } from "../meaning/support/world.js";

const world = newWorld();
const source = state("k: int64, a: float64, tm: timestamp", [[1, 16, "10:00"]]);
const steps = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** Each step reads the value before it in SQL that is written twice. */
const programs = [
  ["one expression", `x = ${steps(60).reduce((inner) => `sqrt(${inner} + 12.0)`, "a")}`],
  [
    "features that read each other",
    `x0 = a\n${steps(40)
      .map((index) => `x${index + 1} = sqrt(x${index} + 12.0)`)
      .join("\n")}\nx = x40`,
  ],
] as const;

test.each(programs)("MEANING 128: %s", { timeout: 30_000 }, async (_, items) => {
  const { yaml, engines } = await world.sources({ src: source });
  const { project } = build(`entity e { k: int64 } view v for e from src { ${items} } service s { v.x }`, yaml);
  for (const engine of engines) {
    const [row] = await world.train(engine, project!, [{ at: 1_704_888_000_000_000, inputs: { k: 1 } }]);
    expect(row!.x, engine.name).toBeCloseTo(4, 9);
  }
});
