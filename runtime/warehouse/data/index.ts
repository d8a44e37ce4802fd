/**
 * Data as it is, and how it differs from what a project declares of it.
 *
 * In: data that an engine opened, and a source as a project declares it. Out: what is there, and findings: a list of
 * differences.
 * Always: nothing is changed. All findings of a source are reported, not only the first. Only the engine says what the
 * data's types are, and all counts are exact. The comparison itself runs no SQL.
 */
import { compareNames, type DeclaredSource } from "./compare.js";
import type { Finding } from "./finding.js";
import { judge } from "./judge.js";
import { profileOf, type SourceProfile } from "./profile.js";
import type { RawData } from "./raw-data.js";

export { compareNames, type DeclaredSource } from "./compare.js";
export { type ColumnThere, type Finding, type Severity, severityOf } from "./finding.js";
export { isKeyName, isOtherTime, isStateTime, isTimeName, isWrittenName, keyRank, timeRank } from "./names.js";
export { repeatedKeys, writtenBefore } from "./profile.js";
export type { RawData } from "./raw-data.js";
export { type Survey, type SurveyedColumn, surveyOf, unitOf } from "./survey.js";

/** What was found in a source's data. The counts are null if its columns are not as declared. */
export interface Inspection extends Pick<SourceProfile, "first" | "last"> {
  readonly rows: number;
  readonly findings: readonly Finding[];
}

export async function inspect(
  data: RawData,
  declared: DeclaredSource,
  onProgress?: (done: number) => void,
): Promise<Inspection> {
  const names = compareNames(declared, data);
  const profile = await profileOf(data, declared, onProgress);
  const { rows, first, last } = profile;
  return { rows, first, last, findings: merged([...names, ...judge(declared, profile, data.typed)], rows) };
}

/** Parts of one source mostly have the same findings about a column. The first one is kept, with the counts of all. */
function merged(findings: readonly Finding[], rows: number): readonly Finding[] {
  const known = new Map<string, Finding>();
  for (const finding of findings) {
    const column = "name" in finding ? finding.name : "column" in finding ? finding.column : "";
    const key = `${finding.kind} ${column}`;
    const first = known.get(key);
    const whole = "rows" in finding ? { ...finding, rows } : finding;
    known.set(key, first === undefined ? whole : together(first, whole));
  }
  return [...known.values()];
}

function together(first: Finding, second: Finding): Finding {
  if (!("count" in first) || !("count" in second)) return first;
  return { ...first, count: first.count + second.count };
}
