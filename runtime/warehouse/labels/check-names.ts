import type { TrainingArtifact } from "../../artifacts.js";
import { DataError } from "../../errors.js";
import type { LabelData } from "./label-data.js";

/** Rejects names that are used twice, and names of features or of Feat's own columns. */
export function checkNames({ title, columns }: LabelData, artifact: TrainingArtifact): void {
  const features = new Map(artifact.features.map(({ name }) => [name.toLowerCase(), name]));
  const seen = new Map<string, string>();
  for (const { name } of columns) {
    const folded = name.toLowerCase();
    const twin = seen.get(folded);
    if (twin !== undefined)
      throw new DataError(
        `${title} has two columns named ${twin === name ? `\`${name}\`` : `\`${twin}\` and \`${name}\``}`,
      );
    seen.set(folded, name);
    const feature = features.get(folded);
    if (feature !== undefined)
      throw new DataError(
        `${title}: column \`${name}\` has the name of feature \`${feature}\` of ${artifact.service}: rename the column`,
      );
    if (/^feat_(row|at|in_.*)$/.test(folded))
      throw new DataError(`${title}: the column name \`${name}\` is Feat's own: rename the column`);
  }
}
