/** The data and the texts of a small shop, day by day. */
import type { PhysicalRow } from "../oracle/evaluate/index.js";

export const day = 86_400_000_000n;
/** Monday, 6 May 2024. */
export const monday = BigInt(Date.UTC(2024, 4, 6)) * 1000n;

/** Instants in days since Monday. */
export interface Order {
  readonly order: number;
  readonly customer: number;
  readonly amount: number;
  readonly at: number;
  readonly written: number;
}
export interface Customer {
  readonly customer: number;
  readonly country: string | null;
  readonly level: number;
  readonly at: number;
  readonly written: number;
}
export interface Data {
  readonly orders: readonly Order[];
  readonly customers: readonly Customer[];
}

export const KEYS = [1, 2, 3, 4, 5, 6, 7, 8, 99];
const countries = ["DE", "FR", null, "IT"];
/** Of each order, customer and day another number, always the same one. */
const drawn = (seed: number, below: number): number =>
  Math.floor(((Math.imul(seed + 1, 2_654_435_761) >>> 0) / 2 ** 32) * below);

/** The rows of a day, which are written as they happen. Customer 8 falls silent after Monday. */
export function dayOf(number: number): Data {
  const orders = Array.from({ length: 14 }, (_, index) => {
    const seed = number * 31 + index;
    const at = number - 1 + (index + 0.5) / 14;
    const customer = 1 + drawn(seed, number === 0 ? 8 : 7);
    return { order: seed, customer, amount: 1 + drawn(seed * 7, 4000) / 8, at, written: at };
  });
  const customers = Array.from({ length: 3 }, (_, index) => {
    const seed = number * 17 + index;
    const at = number - 1 + (index + 0.25) / 3;
    const customer = 1 + drawn(seed * 3, 8);
    return { customer, country: countries[drawn(seed * 5, 4)]!, level: drawn(seed * 11, 9), at, written: at };
  });
  return { orders, customers };
}

export const instant = (days: number): bigint => monday + BigInt(Math.round(days * 86_400)) * 1_000_000n;
const text = (days: number): string => new Date(Number(instant(days) / 1000n)).toISOString();

export const filesOf = ({ orders, customers }: Data): Readonly<Record<string, string>> => ({
  "orders.csv": csv(["order", "customer", "amount", "at", "written"], orders, (row) => [
    row.order,
    row.customer,
    row.amount,
    text(row.at),
    text(row.written),
  ]),
  "customers.csv": csv(["customer", "country", "level", "at", "written"], customers, (row) => [
    row.customer,
    row.country ?? "",
    row.level,
    text(row.at),
    text(row.written),
  ]),
});

const csv = <R>(
  header: readonly string[],
  rows: readonly R[],
  cells: (row: R) => readonly (string | number)[],
): string => [header, ...rows.map(cells)].map((line) => `${line.join(",")}\n`).join("");

/** The same rows, as the oracle takes them. */
export const rowsOf = ({ orders, customers }: Data): ReadonlyMap<string, readonly PhysicalRow[]> =>
  new Map([
    [
      "orders",
      orders.map((row) =>
        physical(row, { order: BigInt(row.order), customer: BigInt(row.customer), amount: row.amount }),
      ),
    ],
    [
      "customers",
      customers.map((row) =>
        physical(row, { customer: BigInt(row.customer), country: row.country, level: BigInt(row.level) }),
      ),
    ],
  ]);

function physical(
  { at, written }: { readonly at: number; readonly written: number },
  columns: Readonly<Record<string, bigint | number | string | null>>,
): PhysicalRow {
  const [time, created] = [instant(at), instant(written)];
  const all = new Map([...Object.entries(columns), ["at", time] as const, ["written", created] as const]);
  return { time, created, sequence: null, deleted: null, until: null, columns: all };
}

export const sources = `sources:
  orders:
    kind: events
    file: orders.csv
    time: at
    created: written
    key: [order]
    columns: { order: int64, customer: int64, amount: float64, at: timestamp, written: timestamp }
  customers:
    kind: state
    file: customers.csv
    time: at
    created: written
    columns: { customer: int64, country: string?, level: int64, at: timestamp, written: timestamp }
`;

export const first = `entity customer { customer: int64 }
request visit { amount: float64 }
view spending for customer from orders {
  orders = count() over [1d, 7d]
  spent  = sum(amount) over 3d
}
view profile for customer from customers ttl 3d { country default "none", level }
transform signals {
  ratio = visit.amount / spending.spent default 1.0
  home  = profile.country == "DE"
}
service risk_v1 { spending.*, profile.*, signals.* }
`;
