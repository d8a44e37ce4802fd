/** The project that `feat init` writes. It is small enough to read at once, and every command succeeds on it. */
export interface TemplateFile {
  readonly path: string;
  readonly text: string;
  /** True if the file is not written when the folder already has one. */
  readonly optional?: true;
}

export const service = "checkout_v1";
/** The first instant after all of the example's data. */
export const instant = "2024-03-01T00:00:00Z";
export const get = `feat get ${service} --key customer_id=1 --request amount=250 --at ${instant}`;

/**
 * `featlang`: the version or path of the project's dependency on Feat; null if the project has no package of its own.
 * `schemas`: the folder of Feat's schemas, relative to the project; null if Feat is not installed.
 */
export function template(project: string, featlang: string | null, schemas: string | null): readonly TemplateFile[] {
  const checked = (schema: string, yaml: string): string => withSchema(schemas, schema, yaml);
  return [
    { path: "feat.yaml", text: checked("feat", featYaml(project)) },
    { path: "sources.yaml", text: checked("sources", sourcesYaml) },
    { path: "features/checkout.feat", text: features },
    { path: "data/customers.csv", text: customers },
    { path: "data/orders.csv", text: orders },
    { path: "labels.csv", text: labels },
    ...surroundings(project, featlang),
  ];
}

/** The YAML with the comment that tells editors its schema. */
export const withSchema = (schemas: string | null, schema: string, yaml: string): string =>
  schemas === null ? yaml : `# yaml-language-server: $schema=${schemas}/${schema}.schema.json\n${yaml}`;

/** The parts of a project that do not depend on its data. */
export const surroundings = (project: string, featlang: string | null): readonly TemplateFile[] => [
  ...(featlang === null ? [] : [{ path: "package.json", text: packageJson(project, featlang) }]),
  { path: ".gitignore", text: "node_modules/\n.feat/\ntraining.parquet\n", optional: true },
];

/** `offline`: the target's warehouse, as YAML in braces. */
export const featYaml = (
  project: string,
  offline = "{ kind: duckdb }",
  dialects: readonly string[] = [],
): string => `project: ${project}
features: features/**/*.feat
sources: sources.yaml
out: generated
${dialects.length === 0 ? "" : `dialects: [${dialects.join(", ")}]\n`}targets:
  dev:
    offline: ${offline}
    online: { kind: embedded, path: .feat/online }
  # prod:
  #   offline: { kind: duckdb, path: "\${WAREHOUSE}" }
  #   online: { kind: redis, url: "\${REDIS_URL}" }
`;

const sourcesYaml = `sources:
  customers:
    description: How a customer stands, a row for each change.
    kind: state
    file: data/customers.csv
    time: updated_at
    columns:
      customer_id: int64
      country: string?
      is_member: bool?
      updated_at: timestamp

  orders:
    description: An order, once it is paid.
    kind: events
    file: data/orders.csv
    time: ordered_at
    sequence: order_id
    columns:
      order_id: int64
      customer_id: int64
      amount: float64
      ordered_at: timestamp
`;

const features = `/// A person with an account.
entity customer { customer_id: int64 }

/// What checkout knows when it asks.
request checkout { amount: float64 }

/// How the customer stands.
view customer_profile for customer from customers {
  country default "unknown"
  is_member default false
}

/// What the customer bought before.
view customer_orders for customer from orders {
  orders       = count() over [7d, 30d]            // orders_7d, orders_30d
  spend_30d    = sum(amount) over 30d
  average_ever = avg(amount) over lifetime
  days_quiet   = days_between(max(ordered_at) over lifetime, now())
}

/// Computed on read, from stored features and the request.
transform checkout_signals {
  amount_to_average = checkout.amount / customer_orders.average_ever default 1.0
  size = match {
    checkout.amount >= 200.0 => "large"
    checkout.amount >= 50.0  => "medium"
    else                     => "small"
  }
}

service ${service} {
  customer_profile.*
  customer_orders.*
  checkout_signals.*
}

test "twice the average amount is medium" {
  given checkout { amount: 60.0 }
  given customer_orders { average_ever: 30.0 }
  expect checkout_signals { size: "medium", amount_to_average: 2.0 }
}

test "an order at the very instant of the label is not counted" {
  given orders [
    { order_id: 1, customer_id: 7, amount: 20.0, ordered_at: "2024-01-31T23:59:59Z" }
    { order_id: 2, customer_id: 7, amount: 99.0, ordered_at: "2024-02-01T00:00:00Z" }
  ]
  at "2024-02-01T00:00:00Z"
  for { customer_id: 7 }
  expect customer_orders { orders_7d: 1, spend_30d: 20.0 }
}
`;

const customers = `customer_id,country,is_member,updated_at
1,DE,false,2024-01-01T08:00:00Z
2,FR,true,2024-01-03T10:30:00Z
1,DE,true,2024-02-10T09:00:00Z
3,,false,2024-02-12T17:45:00Z
`;

const orders = `order_id,customer_id,amount,ordered_at
1,1,40.00,2024-01-05T12:00:00Z
2,2,15.50,2024-01-06T09:20:00Z
3,1,260.00,2024-01-20T18:05:00Z
4,2,99.90,2024-02-02T21:10:00Z
5,1,35.25,2024-02-11T07:30:00Z
6,3,12.00,2024-02-14T14:00:00Z
7,1,48.00,2024-02-25T16:40:00Z
8,2,210.00,2024-02-27T11:11:00Z
`;

const labels = `customer_id,amount,event_timestamp,returned
1,260.00,2024-01-20T18:05:00Z,true
2,99.90,2024-02-02T21:10:00Z,false
1,35.25,2024-02-11T07:30:00Z,false
3,12.00,2024-02-14T14:00:00Z,false
2,210.00,2024-02-27T11:11:00Z,true
9,75.00,2024-02-28T08:00:00Z,false
`;

const packageJson = (project: string, featlang: string): string =>
  `${JSON.stringify(
    {
      name: project.toLowerCase().replaceAll("_", "-"),
      private: true,
      type: "module",
      scripts: { check: "feat check", compile: "feat compile", test: "feat compile --check && feat test" },
      dependencies: { featlang },
    },
    null,
    2,
  )}\n`;
