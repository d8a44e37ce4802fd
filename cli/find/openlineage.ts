import type { Project } from "../../compiler/ir/index.js";
import type { LineageEdge, LineageNode } from "../../compiler/lineage/index.js";

/*
 * Lineage as events of OpenLineage (https://openlineage.io/spec/2-0-2/OpenLineage.json), for catalogs that read them: a
 * job event on each line, one for each derived source, view, transform and service. What is declared is no run, so the
 * events have none.
 */

const producer = "https://www.npmjs.com/package/featlang";
const columnLineage =
  "https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet";
const jobEvent = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent";

interface InputField {
  readonly namespace: string;
  readonly name: string;
  readonly field: string;
  readonly transformations: readonly { readonly type: "DIRECT" | "INDIRECT" }[];
}

/** `now`: microseconds since the epoch. */
export function openLineageText(
  project: Project,
  nodes: readonly LineageNode[],
  edges: readonly LineageEdge[],
  now: number,
): string {
  const eventTime = new Date(now / 1000).toISOString();
  const namespace = `feat.${project.name}`;
  const fieldOf = ({ from, how }: LineageEdge): readonly InputField[] =>
    from.name === null
      ? []
      : [
          {
            namespace,
            name: datasetOf(from),
            field: from.name,
            transformations: [{ type: how === "value" ? "DIRECT" : "INDIRECT" }],
          },
        ];
  return [...new Set(nodes.map(datasetOf))]
    .flatMap((dataset) => {
      const own = edges.filter(({ to }) => datasetOf(to) === dataset);
      const inputs = [...new Set(own.map(({ from }) => datasetOf(from)))].filter((name) => name !== dataset);
      // Nothing of what was asked for is read by it.
      if (inputs.length === 0) return [];
      const names = new Set(own.flatMap(({ to }) => to.name ?? []));
      const fields = Object.fromEntries(
        [...names].map((name) => [name, { inputFields: own.filter(({ to }) => to.name === name).flatMap(fieldOf) }]),
      );
      const rows = own.filter(({ to }) => to.name === null).flatMap(fieldOf);
      const facet = { _producer: producer, _schemaURL: columnLineage, fields, dataset: rows };
      const event = {
        eventTime,
        producer,
        schemaURL: jobEvent,
        job: { namespace, name: dataset },
        inputs: inputs.map((name) => ({ namespace, name })),
        outputs: [{ namespace, name: dataset, facets: { columnLineage: facet } }],
      };
      return `${JSON.stringify(event)}\n`;
    })
    .join("");
}

/** A service may have the name of a view. */
const datasetOf = ({ kind, owner }: LineageNode): string =>
  kind === "service feature" || kind === "service key" ? `service.${owner}` : owner;
