/** The project that the cases are typed into. */
export const sources = `sources:
  orders:
    kind: events
    file: data/orders.parquet
    time: created_at
    columns:
      customer_id: int64
      amount: float64?
      status: string?
      country: string?
      quantity: int64?
      tags: string[]?
      paid: bool?
      created_at: timestamp
  customers:
    kind: state
    file: data/customers.parquet
    time: updated_at
    columns:
      customer_id: int64
      age: int64?
      zip: string?
      spend: float64?
      vip: bool?
      born: date?
      updated_at: timestamp
`;

export const base = `entity customer { customer_id: int64 }
request checkout { cart: float64, country: string, at_home: bool }
view profile for customer from customers ttl 7d { age, zip, spend, vip, updated_at }
view activity for customer from orders { orders_7d = count() over 7d, total = sum(amount) over 7d, spend_30d = sum(amount) over 30d }
service all_v1 { profile.* activity.* }
`;
export const featYaml = "project: p\nfeatures: '*.feat'\nsources: sources.yaml\n";
