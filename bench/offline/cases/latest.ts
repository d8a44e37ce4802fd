import { end, stateLabels, stateRows } from "../../support/data.js";
import { featYaml, type RatioCase } from "../case.js";
import { argMax, asOfByStruct, asOfByTime, maxOfStruct } from "../plans/latest.js";

const KEYS = 100_000;

const project =
  (rows: ReturnType<typeof stateRows>): RatioCase["project"] =>
  (path) => ({
    "feat.yaml": featYaml,
    "sources.yaml": `sources:
  customer_rows:
    kind: state
    file: ${JSON.stringify(path(rows))}
    time: event_timestamp
    created: created
    columns: { customer_id: int64, a: int64, b: float64, c: float64?, d: string, e: int64 }
`,
    "latest.feat": `entity customer { customer_id: int64 }
view stats for customer from customer_rows ttl 7d { a b c d e }
service latest { stats.* }
`,
  });

function latest(name: string, [rowCount, labelCount]: readonly [number, number], bar: RatioCase["bar"]): RatioCase {
  const rows = stateRows(rowCount, KEYS);
  const labels = stateLabels(labelCount, KEYS);
  const plans =
    labelCount * 20 < rowCount
      ? [argMax(rows, labels)]
      : labelCount * 5 < rowCount
        ? [argMax(rows, labels), asOfByStruct(rows, labels)]
        : [asOfByTime(rows, labels), asOfByStruct(rows, labels)];
  return {
    kind: "ratio",
    name,
    what: `latest value, ${rowCount.toLocaleString("en")} rows × ${labelCount.toLocaleString("en")} labels, five columns`,
    data: [rows, labels],
    project: project(rows),
    work: { kind: "train", service: "latest", labels },
    plans,
    bar,
  };
}

/** The latest value as of each label, and of each key for the online store. */
export function latestCases(scale: number): readonly RatioCase[] {
  const of = (n: number) => Math.round(n * scale);
  const rows = stateRows(of(10_000_000), KEYS);
  return [
    latest("latest-10m-5m", [of(10_000_000), of(5_000_000)], { times: 1.7, plan: "as-of" }),
    latest("latest-10m-100k", [of(10_000_000), of(100_000)], { times: 1.5 }),
    latest("latest-1m-100k", [of(1_000_000), of(100_000)], { times: 1.5 }),
    {
      kind: "ratio",
      name: "materialize-10m",
      what: `latest value of ${of(10_000_000).toLocaleString("en")} rows into the embedded store, ${KEYS.toLocaleString("en")} keys`,
      data: [rows],
      project: (path) => {
        const files = project(rows)(path);
        return { ...files, "latest.feat": files["latest.feat"]!.replace("ttl 7d ", "") };
      },
      work: { kind: "materialize", service: "latest", key: "customer_id" },
      plans: [maxOfStruct(rows)],
      bar: { times: 1.5 },
    },
  ];
}

export const materializeAt = end;
