import type { ComputedInput, TrainingArtifact } from "../artifacts.js";
import { setProperty } from "../codec/index.js";
import { DataError } from "../errors.js";
import { FeatureError } from "../functions/feature-error.js";
import type { Value } from "../values.js";
import type { Batch } from "./warehouse.js";

/**
 * Batches of all features, from batches of what the statement of a training set returned. TypeScript computes the
 * features that the engine cannot compute. The batches are in the labels' order. `before`: how many other columns come
 * first. They are passed on.
 */
export async function* withComputed(
  batches: AsyncIterable<Batch>,
  { computed, features, service }: TrainingArtifact,
  before = 0,
): AsyncGenerator<Batch> {
  if (computed === undefined) {
    yield* batches;
    return;
  }
  const placeOf = new Map(computed.columns.map(({ name }, place) => [name, before + place]));
  const inputs = computed.inputs.map((input) => ({ ...input, place: placeOf.get(input.column)! }));
  const items = new Map(computed.features.map(({ feature, item }) => [feature, item]));
  const compute = computed.load();
  let done = 0;
  for await (const { rows, columns } of batches) {
    const taken: (readonly Value[])[] = columns.slice(0, before);
    const made: { readonly name: string; readonly item: string; readonly values: Value[] }[] = [];
    for (const { name } of features) {
      const item = items.get(name);
      const values = item === undefined ? columns[placeOf.get(name)!]! : new Array<Value>(rows);
      taken.push(values);
      if (item !== undefined) made.push({ name, item, values: values as Value[] });
    }
    for (let row = 0; row < rows; row++) {
      const input: Record<keyof ComputedInput, Record<string, Value>> = { request: {}, keys: {} };
      for (const { group, name, place } of inputs) setProperty(input[group], name, columns[place]![row] ?? null);
      const own = compute(input);
      for (const { name, item, values } of made) {
        try {
          values[row] = own[item]!;
        } catch (error) {
          if (!(error instanceof FeatureError)) throw error;
          // The error names the item too, which has no name of its own here.
          const { message } = error.cause instanceof FeatureError ? error.cause : error;
          throw new DataError(`feature ${name} of ${service}: ${message} at label row ${done + row + 1}`, {
            cause: error,
          });
        }
      }
    }
    done += rows;
    yield { rows, columns: taken };
  }
}
