import { expectTypeOf, test } from "vitest";
import type { Row, ServiceClient } from "../../runtime/client/surface.js";

interface Input {
  readonly user_id: number | bigint;
  readonly cart: number;
  readonly country?: string | null;
}
interface Features {
  readonly tier: "gold" | "silver";
  readonly spend: number | null;
}
declare const client: ServiceClient<Input, Features, "stats">;

/** Never called: only the compiler checks it. */
async function uses(): Promise<void> {
  const row = await client.get({ user_id: 1, cart: 2 });
  expectTypeOf(row).toEqualTypeOf<Row<Features, "stats">>();
  expectTypeOf(row.features.tier).toEqualTypeOf<"gold" | "silver">();
  expectTypeOf(row.statuses.spend).toEqualTypeOf<"present" | "null" | "missing" | "stale">();
  expectTypeOf(row.asOf.stats).toEqualTypeOf<Date | null>();
  await client.getMany([{ user_id: 1n, cart: 2, country: null }], { at: new Date() });
  await client.getMany({ user_id: 7 }, [{ cart: 1 }, { cart: 2, user_id: 8 }], { at: "2024-01-01T00:00:00Z" });
  // @ts-expect-error a key is missing
  await client.get({ cart: 2 });
  // @ts-expect-error a request field is missing
  await client.get({ user_id: 2 });
  // @ts-expect-error no such field
  await client.get({ user_id: 2, cart: 1, kart: 1 });
  // @ts-expect-error neither the shared part nor the row has the cart
  await client.getMany({ user_id: 7 }, [{}]);
  // @ts-expect-error no such field in the shared part
  await client.getMany({ user_id: 7, kart: 1 }, [{ cart: 1 }]);
  // @ts-expect-error another type
  await client.getMany({ user_id: "7" }, [{ cart: 1 }]);
  // @ts-expect-error no such feature
  row.features.tears;
}

test("the client's types", () => {
  expectTypeOf(uses).toBeFunction();
});
