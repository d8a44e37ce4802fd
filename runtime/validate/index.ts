/**
 * Checks the rules that views declare for their values.
 *
 * In: a warehouse, the rules of views as statements, an instant T. Out: for each rule whether it holds, and keys for
 * which it does not.
 * Always: nothing is written. A view is one statement that the engine runs and that returns one row. A rule that fails
 * is a result, not an error.
 */
import type { CheckArtifact, NamedType, ProjectArtifact, ViewArtifact } from "../artifacts.js";
import { jsonEdge } from "../client/edges/json.js";
import { cadenceInstant } from "../client/instant.js";
import type { Json } from "../client/surface.js";
import { ownProperty } from "../codec/index.js";
import { InputError } from "../errors.js";
import { scalar } from "../types.js";
import type { Int, Value } from "../values.js";
import { lookAtSources } from "../warehouse/look-at-sources.js";
import type { SourceReport, Warehouse } from "../warehouse/warehouse.js";

export interface ValidateInput {
  readonly warehouse: Warehouse;
  readonly project: ProjectArtifact;
  readonly checks: readonly CheckArtifact[];
  /**
   * The instant: a `Date`, or microseconds. The default is the time of the call. A view under `every` takes its cadence
   * instant.
   */
  readonly at?: Int | Date | undefined;
  readonly onProgress?: ((progress: ValidateProgress) => void) | undefined;
  /** A report for each source: its rows, and how many of them never count. */
  readonly onSources?: ((sources: readonly SourceReport[]) => void) | undefined;
}
/** Reported before each view and after the last. */
export interface ValidateProgress {
  /** Null after the last view. */
  readonly view: string | null;
  /** How many views are done, and how many there are. */
  readonly index: number;
  readonly views: number;
}
/** A rule at an instant. */
export interface RuleResult {
  readonly view: string;
  /** The condition as it is written, on one line. */
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  /** T in microseconds. */
  readonly at: Int;
  readonly holds: boolean;
  /** The number of keys with something at T: a latest value that is present, or a row in a window. */
  readonly keys: number;
  /** The number of these keys that break the rule. Null for a rule over all keys together. */
  readonly failed: number | null;
  /** The smallest of these keys, 10 at most. Each part is as in JSON. */
  readonly samples: readonly Readonly<Record<string, Json>>[];
}

/** Checks the rules of all views, in their order. */
export async function validate(input: ValidateInput): Promise<readonly RuleResult[]> {
  const sources = await lookAtSources(input.warehouse, input.checks);
  input.onSources?.(sources);
  return checkViews(input);
}

/** Checks only the rules, after the sources have been checked. */
export async function checkViews(input: ValidateInput): Promise<readonly RuleResult[]> {
  const { warehouse, project, checks, onProgress } = input;
  const at = input.at ?? new Date();
  const instant = at instanceof Date ? at.getTime() * 1000 : at;
  const results: RuleResult[] = [];
  for (const [index, check] of checks.entries()) {
    const view = ownProperty(project.views, check.view);
    if (view === undefined) throw new InputError(`project ${project.name} has no view \`${check.view}\``);
    onProgress?.({ view: view.name, index, views: checks.length });
    results.push(...(await checkView(warehouse, view, check, cadenceInstant(instant, view.every))));
  }
  onProgress?.({ view: null, index: checks.length, views: checks.length });
  return results;
}

async function checkView(
  warehouse: Warehouse,
  view: ViewArtifact,
  check: CheckArtifact,
  at: Int,
): Promise<readonly RuleResult[]> {
  const count = scalar("int64", true);
  const columns: readonly NamedType[] = [
    { name: check.keys, type: count },
    ...check.rules.flatMap(({ result }): NamedType[] => {
      if (result.over === "all") return [{ name: result.holds, type: scalar("bool", true) }];
      const samples = result.samples.map((name, index): NamedType => {
        const element = view.keys[index]!.type;
        return { name, type: { kind: "array", element, size: null, nullable: true } };
      });
      return [{ name: result.failed, type: count }, ...samples];
    }),
  ];
  const row = new Map<string, Value>();
  const { sql, values, sources } = check;
  const query = { of: `view ${view.name}`, sql, columns, parameters: { at }, values, sources };
  for await (const batch of warehouse.read(query))
    for (const [index, { name }] of columns.entries()) row.set(name, batch.columns[index]?.[0] ?? null);
  const number = (column: string): number => Number(row.get(column) ?? 0);
  return check.rules.map(({ text, file, line, result }) => {
    const own = { view: view.name, rule: text, file, line, at };
    const keys = number(check.keys);
    if (result.over === "all")
      return { ...own, holds: row.get(result.holds) === true, keys, failed: null, samples: [] };
    const failed = number(result.failed);
    return {
      ...own,
      holds: failed === 0,
      keys,
      failed,
      samples: failed === 0 ? [] : samplesOf(view, result.samples, row),
    };
  });
}

/** Puts the lists of the key parts side by side. The empty key of a view without keys is one key. */
function samplesOf(view: ViewArtifact, columns: readonly string[], row: ReadonlyMap<string, Value>) {
  const lists = columns.map((column) => (row.get(column) ?? []) as readonly Value[]);
  return Array.from({ length: lists[0]?.length ?? 1 }, (_, sample) =>
    Object.fromEntries(
      view.keys.map(({ name, type }, key) => [name, jsonEdge.writer(type)(lists[key]![sample] ?? null)] as const),
    ),
  );
}
