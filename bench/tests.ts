/**
 * `feat test`: 1,000 tests, mixed as in real projects, on one DuckDB process.
 *
 *   npx tsx --conditions=featlang-source bench/tests.ts [tests]
 *
 * With FEAT_POSTGRES_URL the SQL side runs on that server.
 *
 * Prints milliseconds in total and per test, for each kind of test alone and for all kinds together.
 */

import { serverEngine } from "../cli/testing/engine.js";
import { runTests } from "../cli/testing/index.js";
import { type Compiled, compile } from "../compiler/compile.js";
import type { Expr, Test } from "../compiler/ir/index.js";
import { dialects } from "../compiler/sql/index.js";
import { warehouses } from "../runtime/warehouse/registry.js";

const domains = 12;
const wanted = Number(process.argv[2] ?? 1000);

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, index) => index);

const sources = `sources:\n${range(domains)
  .map(
    (d) => `  accounts${d}:
    kind: state
    file: none/accounts${d}.parquet
    time: changed
    created: written
    deleted: gone
    columns: { account${d}: int64, zip${d}: string?, spend: float64?, orders: int64?, segment: string? }
  places${d}:
    kind: state
    file: none/places${d}.csv
    time: { column: at, format: date, at: start }
    columns: { zip${d}: string, income: float64?, people: int64? }
  clicks${d}:
    kind: events
    table: raw.clicks${d}
    time: { column: happened, format: unix_ms }
    sequence: click_id
    columns: { click_id: int64, account${d}: int64, product: string, price: float64?, bot: bool?, happened: timestamp }
`,
  )
  .join("")}`;

const definitions = range(domains)
  .map(
    (d) => `
entity account${d} { account${d}: int64 }
entity zip${d} { zip${d}: string }
request cart${d} { value${d}: float64, items${d}: int64, note${d}: string? }
source human${d} from clicks${d} where not (bot ?? false) { *  dollars = price * 1.1 }
view stats${d} for account${d} from accounts${d} ttl 30d {
  spend default 0.0
  orders
  segment
  zip${d}
  mean = spend / orders
}
view income${d} for zip${d} from places${d} { income, people }
view activity${d} for account${d} from human${d} {
  clicks = count() over [1d, 7d, 30d]
  paid = sum(dollars) where product == "shoe" over [1d, 7d]
  share = clicks / 7.0
  last_product = last(product) over lifetime
  quiet = hours_between(max(happened) over lifetime, now())
}
transform signals${d} {
  use income${d} (zip${d} = stats${d}.zip${d})
  ratio = cart${d}.value${d} / stats${d}.mean default 0.0
  rich = income${d}.income > 50_000.0
  noted = cart${d}.note${d} ?? "none"
  tier = match { stats${d}.spend > 1_000.0 => "gold"  stats${d}.spend > 100.0 => "silver"  else => "bronze" }
}
transform more${d} { twice = signals${d}.ratio * 2.0, eager = activity${d}.clicks_1d > 3 }
service checkout${d} { stats${d}.*  activity${d}.*  signals${d}.*  more${d}.* }
`,
  )
  .join("");

/** A test's text, by its number. `share` is how many tests of 20 have this kind. */
const kinds: readonly {
  readonly name: string;
  readonly share: number;
  readonly text: (n: number, d: number) => string;
}[] = [
  {
    name: "features given",
    share: 7,
    text: (n, d) => `given stats${d} { spend: ${n}.0 }
  given cart${d} { value${d}: 1.0, items${d}: 1 }
  expect signals${d} { tier: "${n > 1000 ? "gold" : n > 100 ? "silver" : "bronze"}" }`,
  },
  {
    name: "features and a request given",
    share: 4,
    text: (n, d) => `given stats${d} { mean: 50.0, zip${d}: null }
  given cart${d} { value${d}: ${n}.0, items${d}: 2 }
  expect more${d} { twice: ${n / 25} }`,
  },
  {
    name: "events",
    share: 4,
    text: (n, d) => `given clicks${d} [
    { click_id: 1, account${d}: ${n}, product: "shoe", price: 10.0, happened: "2024-01-01T09:59:59Z" }
    { click_id: 2, account${d}: ${n}, product: "hat", price: 5.0, happened: "2024-01-01T10:00:00Z" }
    { click_id: 3, account${d}: ${n}, product: "shoe", price: 20.0, bot: true, happened: "2024-01-01T08:00:00Z" }
  ]
  at "2024-01-01T10:00:00Z" for { account${d}: ${n} }
  expect activity${d} { clicks_1d: 1, paid_7d: 11.0, last_product: "shoe" }`,
  },
  {
    name: "a state",
    share: 3,
    text: (n, d) => `given accounts${d} [
    { account${d}: ${n}, spend: 30.0, orders: 3, changed: "2024-01-01T00:00:00Z", written: "2024-01-01T01:00:00Z" }
    { account${d}: ${n}, spend: 40.0, orders: 4, changed: "2024-01-02T00:00:00Z", written: "2024-01-02T01:00:00Z" }
  ]
  at "2024-01-03T00:00:00Z" for { account${d}: ${n} }
  expect stats${d} { spend: 40.0, mean: 10.0, segment: null }`,
  },
  {
    name: "a hop, and the whole service",
    share: 2,
    text: (
      n,
      d,
    ) => `given accounts${d} [{ account${d}: ${n}, zip${d}: "8", spend: 10.0, orders: 1, changed: "2024-01-01T00:00:00Z" }]
  given places${d} [{ zip${d}: "8", income: 70000.0, at: "2024-01-01" } { zip${d}: "9", income: 1.0, at: "2024-01-01" }]
  given cart${d} { value${d}: 5.0, items${d}: 1 }
  at "2024-01-02T00:00:00Z" for { account${d}: ${n} }
  expect checkout${d} { rich: true, ratio: 0.5, clicks_7d: 0 }`,
  },
];
const order = kinds.flatMap((kind) => range(kind.share).map(() => kind));
const tests = range(wanted).map((n) => {
  const kind = order[n % order.length]!;
  return `test "${n}, ${kind.name}" {\n  ${kind.text(n + 1, n % domains)}\n}\n`;
});

function compiledProject(): Compiled {
  const files: Readonly<Record<string, string>> = {
    "feat.yaml": "project: bench\nsources: sources.yaml\n",
    "sources.yaml": sources,
    "bench.feat": definitions,
    "tests.feat": tests.join("\n"),
  };
  const host = {
    read: (path: string) => files[path] ?? null,
    list: () => Object.keys(files).filter((p) => p.endsWith(".feat")),
  };
  const { value, diagnostics } = compile(host, "");
  if (value === null) throw new Error(JSON.stringify(diagnostics.slice(0, 3), null, 2));
  return value;
}

const url = process.env.FEAT_POSTGRES_URL;
const engine = url ? serverEngine(warehouses.get("postgres")!, dialects.postgres!, url) : undefined;

async function measured(name: string, compiled: Compiled, some: readonly Test<Expr>[]): Promise<void> {
  const start = performance.now();
  const results = await runTests(compiled, some, { now: Date.UTC(2024, 5, 1) * 1000, engine });
  const took = performance.now() - start;
  const failed = results.filter(({ ok }) => !ok);
  console.log(
    `${name.padEnd(30)} ${String(some.length).padStart(5)} tests ${took.toFixed(0).padStart(7)} ms ${(took / some.length).toFixed(2).padStart(7)} ms each`,
  );
  if (failed.length > 0) throw new Error(`${failed.length} failed: ${JSON.stringify(failed[0], null, 2)}`);
}

const started = performance.now();
const compiled = compiledProject();
console.log(`compiled in ${(performance.now() - started).toFixed(0)} ms`);
for (const { name } of kinds) {
  const some = compiled.project.tests.filter(({ title }) => title.endsWith(`, ${name}`));
  await measured(name, compiled, some);
}
await measured("all", compiled, compiled.project.tests);
