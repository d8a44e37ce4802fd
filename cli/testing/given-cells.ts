import type { Item, Project, TestCase, Transform, View } from "../../compiler/ir/index.js";
import type { ProjectArtifact } from "../../runtime/artifacts.js";
import type { Int, Value } from "../../runtime/index.js";
import { literalValue } from "./literal.js";

type Status = "present" | "null" | "missing" | "stale";
/**
 * The values and statuses that a test gives for a view or transform, for every feature, also those that it does not
 * name.
 */
export type Cells = ReadonlyMap<string, ReadonlyMap<string, Cell>>;
export interface Cell {
  readonly value: Value;
  readonly status: Status;
}

/** The cells that a case gives. Features that it leaves out read as they do for a key without data. */
export function givenCells(project: Project, artifact: ProjectArtifact, { given }: TestCase, at: Int): Cells {
  const cells = new Map<string, ReadonlyMap<string, Cell>>();
  for (const { target, row } of given) {
    if (target.kind === "request") continue;
    const unknown = target.kind === "view" ? unknownKey(artifact, target.name, at) : {};
    const own = new Map<string, Cell>();
    for (const item of itemsOf(project, target.name)) {
      const cell = row.find(({ name }) => name === item.name)?.value;
      own.set(
        item.name,
        cellOf(item, cell, () => unknown[item.name] ?? null),
      );
    }
    cells.set(target.name, own);
  }
  return cells;
}

function cellOf(
  item: Item,
  cell: TestCase["given"][number]["row"][number]["value"] | undefined,
  left: () => Value,
): Cell {
  if (cell !== undefined && cell.node !== "status") {
    const value = literalValue(cell);
    return { value, status: value === null ? "null" : "present" };
  }
  if (cell !== undefined) return { value: filled(item, left), status: cell.status };
  const value = left();
  if (item.origin.kind === "latest") return { value, status: "missing" };
  return { value, status: value === null ? "null" : "present" };
}

/** The value of a feature that is missing or stale. */
function filled(item: Item, left: () => Value): Value {
  const { default: literal } = item;
  if (literal !== null) return literalValue(literal);
  return item.type.nullable ? null : left();
}

/** The features of a view or transform. The two share a namespace. */
export function itemsOf(project: Project, of: string): readonly Item[] {
  const declared: readonly (View | Transform)[] = [...project.views, ...project.transforms];
  return (declared.find(({ name }) => name === of)?.items ?? []).filter((item) => item.node === "feature");
}

function unknownKey(artifact: ProjectArtifact, view: string, at: Int): Readonly<Record<string, Value>> {
  const own = artifact.views[view];
  if (own === undefined) return {};
  const latest = Object.fromEntries(own.latest.map(({ name }) => [name, null]));
  const aggregates = Object.fromEntries(own.aggregates.map(({ name, empty }) => [name, empty]));
  return own.compute({ latest, aggregates }, at);
}
