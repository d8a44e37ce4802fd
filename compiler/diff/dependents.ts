import { ownerOf } from "../ir/annotations.js";
import type { Project } from "../ir/index.js";
import { Lineage, type LineageNode, rowsOf } from "../lineage/index.js";
import type { Affected } from "./change.js";

/** Who reads what in a project: its views, transforms and services. */
export class Dependents {
  /** Made when something changed: it takes longer than the rest. */
  #graph: Lineage | null = null;
  /** By the kind of the lineage's nodes and the name. */
  readonly #readers: ReadonlyMap<string, Affected>;

  constructor(private readonly project: Project) {
    const readers = (kind: Affected["kind"], all: Project["views" | "transforms" | "services"]) =>
      all.map(
        ({ name, annotations }) =>
          [`${kind} ${name}`, { kind, name, owner: ownerOf(annotations), project: null }] as const,
      );
    this.#readers = new Map([
      ...readers("view", project.views),
      ...readers("transform", project.transforms),
      ...readers("service", project.services),
    ]);
  }

  get #lineage(): Lineage {
    this.#graph ??= new Lineage(this.project);
    return this.#graph;
  }

  /** All that a source, view or transform consists of. */
  all(owner: string): readonly LineageNode[] {
    return [rowsOf(owner), ...this.#lineage.nodes.filter((node) => node.owner === owner && isOwn(node))];
  }

  /** The views, transforms and services that read any of these, at any distance. */
  of(changed: readonly LineageNode[]): readonly Affected[] {
    const found = this.#lineage.reach(changed, "down").flatMap((node): readonly Affected[] => {
      const kinds = node.kind === "service feature" ? (["service"] as const) : (["view", "transform"] as const);
      return isOwn(node) || node.kind === "service feature"
        ? kinds.flatMap((kind) => this.#readers.get(`${kind} ${node.owner}`) ?? [])
        : [];
    });
    return inOrder([...new Set(found)]);
  }
}

/** False for what belongs to a service or a request, which may have the name of a view. */
const isOwn = ({ kind }: LineageNode): boolean => kind === "rows" || kind === "column" || kind === "feature";

const kinds: readonly Affected["kind"][] = ["view", "transform", "service"];
/** Along the way from the source to the reader, and then by name. */
export const inOrder = (affected: readonly Affected[]): readonly Affected[] =>
  affected.toSorted(
    (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
