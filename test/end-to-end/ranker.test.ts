/** The embedding ranker: five hundred candidates in one call are ranked by their vectors in the data. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { generate } from "../../features/ports/ranker/generate.js";
import { rank } from "../../features/ports/ranker/rank.js";
import { createClient } from "../../generated/ranker/client.js";
import { openDuckDB, openEmbedded, openRedis } from "../../runtime/index.js";
import { listOf, scalar } from "../../runtime/types.js";
import { ownRedis } from "../support/own-redis.js";
import { exampleProject } from "./support/project.js";

const at = new Date("2024-01-12T00:00:00Z");
const candidates = Array.from({ length: 500 }, (_, n) => 1 + ((n * 7) % 620));

test.each(["embedded", "redis"] as const)("500 candidates are ranked in one call (%s)", async (kind) => {
  using project = exampleProject("ports/ranker", { REDIS_URL: ownRedis() });
  await generate(join(project.folder, "data"));
  await using warehouse = await openDuckDB({ folder: project.folder });
  const newest = async (
    source: string,
    key: string,
    column: string,
  ): Promise<ReadonlyMap<number, readonly number[]>> => {
    const found = new Map<number, readonly number[]>();
    const columns = [
      { name: "id", type: scalar("int64") },
      { name: "v", type: { ...listOf(scalar("float32")), nullable: true } },
    ];
    const sql = `SELECT ${key} AS id, arg_max(${column}, trained_at)::FLOAT[] AS v FROM 'data/${source}.parquet' WHERE trained_at <= '2024-01-12' GROUP BY ALL`;
    for await (const batch of warehouse.read({ of: source, sql, columns }))
      for (let row = 0; row < batch.rows; row++)
        found.set(Number(batch.columns[0]![row]), batch.columns[1]![row] as readonly number[]);
    return found;
  };
  const [users, items] = [
    await newest("user_vectors", "user_id", "taste"),
    await newest("item_vectors", "item_id", "content"),
  ];
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const cosine = (a: readonly number[], b: readonly number[] | undefined): number =>
    b === undefined ? -1 : dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));

  await project.feat("materialize", "--to", at.toISOString(), ...(kind === "redis" ? ["--target", "redis"] : []));
  const store =
    kind === "redis" ? openRedis(ownRedis(), { timeout: 10_000 }) : openEmbedded(join(project.folder, ".feat/online"));
  await using client = createClient({ online: store });
  const ranked = await rank(client, 7, candidates, { at, best: candidates.length });
  expect(ranked.length).toBe(500);
  const wanted = candidates.map((item) => cosine(users.get(7)!, items.get(item))).sort((a, b) => b - a);
  for (const [place, { rank: found }] of ranked.entries()) expect(found).toBeCloseTo(wanted[place]!, 6);
  expect((await rank(client, 7, [3, 1, 2], { at })).map(({ item_id }) => item_id).sort()).toEqual([1, 2, 3]);
});
