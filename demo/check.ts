import { type Int, type Row, type TrainingArtifact, trainingRows, type Value, type Warehouse } from "featlang/runtime";
import { runtimeValue } from "./values.js";

export interface Check {
  /** How many values were compared. */
  readonly compared: number;
  /** A line for each value that differs. */
  readonly different: readonly string[];
}

/**
 * Checks that the client reads the same values as the training set, for the same keys at the same instant. Floats may
 * differ by 1e-9; everything else must be equal. Every feature of every row is compared.
 */
export async function checkSame<I extends object, F extends object>(
  warehouse: Warehouse,
  artifact: TrainingArtifact,
  inputs: readonly I[],
  at: Int,
  online: readonly Row<F>[],
): Promise<Check> {
  const rows = inputs.map((input) => ({ at, inputs: record(input) }));
  const different: string[] = [];
  let [row, compared] = [0, 0];
  for await (const batch of trainingRows({ warehouse, artifact, labels: { kind: "rows", rows } })) {
    for (let index = 0; index < batch.rows; index++, row++) {
      const features = new Map(Object.entries(online[row]?.features ?? {}));
      for (const [place, { name }] of artifact.features.entries()) {
        const trained = batch.columns[place]?.[index] ?? null;
        const read: unknown = features.get(name);
        compared++;
        if (!same(trained, read)) {
          const where = JSON.stringify(inputs[row], (_, value: unknown) =>
            typeof value === "bigint" ? `${value}` : value,
          );
          different.push(
            `${artifact.service} ${where}: ${name} is ${String(read)} online and ${String(trained)} in training`,
          );
        }
      }
    }
  }
  if (row !== online.length) different.push(`${artifact.service}: ${online.length} rows online, ${row} in training`);
  return { compared, different };
}

const record = (input: object): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]: [string, unknown]) => [name, runtimeValue(value)] as const),
  );

function same(a: Value, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") {
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
  }
  return a === b;
}
