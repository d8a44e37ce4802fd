import type { Client } from "../../../generated/ranker/client.js";

/** Ranks candidates for a user, best first: one call, and one round trip to the store. */
export async function rank(
  client: Client,
  user_id: number,
  candidates: readonly number[],
  { at, best = 10 }: { readonly at?: Date; readonly best?: number } = {},
): Promise<readonly { readonly item_id: number; readonly rank: number }[]> {
  const rows = await client.rankV1.getMany(
    { user_id },
    candidates.map((item_id) => ({ item_id })),
    at === undefined ? {} : { at },
  );
  return rows
    .map(({ features }, index) => ({ item_id: candidates[index]!, rank: features.rank }))
    .sort((a, b) => b.rank - a.rank || a.item_id - b.item_id)
    .slice(0, best);
}
