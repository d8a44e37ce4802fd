import { type Fakesnow, type FakesnowCell, FakesnowError } from "../support/fakesnow.js";

/** How many expressions one statement has. A statement costs more than what it computes. */
const TOGETHER = 30;

/** The value of each expression, or the error that it raises. A statement that fails is halved. */
export async function valuesOf(
  engine: Fakesnow,
  expressions: readonly string[],
): Promise<readonly (FakesnowCell | FakesnowError)[]> {
  const found: (FakesnowCell | FakesnowError)[] = [];
  for (let start = 0; start < expressions.length; start += TOGETHER)
    found.push(...(await halved(engine, expressions.slice(start, start + TOGETHER))));
  return found;
}

async function halved(
  engine: Fakesnow,
  expressions: readonly string[],
): Promise<readonly (FakesnowCell | FakesnowError)[]> {
  try {
    const [row] = await engine.query(`SELECT ${expressions.map((each, n) => `${each} AS "c${n}"`).join(", ")}`);
    return row!;
  } catch (error) {
    if (!(error instanceof FakesnowError)) throw error;
    if (expressions.length === 1) return [error];
    const half = Math.ceil(expressions.length / 2);
    return [...(await halved(engine, expressions.slice(0, half))), ...(await halved(engine, expressions.slice(half)))];
  }
}
