import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conversions } from "../../compiler/functions/index.js";
import type { ConversionName } from "../../compiler/functions/overloads.js";
import { fillCell, isUnsupported } from "../../compiler/sql/dialects/cell.js";
import { spark } from "../../compiler/sql/dialects/spark/index.js";
import { printLine } from "../../compiler/sql/print/index.js";
import { col } from "../../compiler/sql/tree/index.js";
import * as runtime from "../../runtime/functions/index.js";
import { scalar } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import type { Session } from "../../runtime/warehouse/spark/session.js";
import { nullable, values } from "../functions/support/values.js";
import { decode, encode, literal, typeofText } from "./functions/engine.js";

const helpers: Readonly<Record<string, unknown>> = { ...runtime };

/** Every conversion between types gives on Spark what it gives in TypeScript. */
export function conversionsOnSpark(session: () => Session): void {
  describe("conversions", { timeout: 120_000 }, () => {
    test.each([...conversions.entries()])("%s", async (name, conversion) => {
      const [from, to] = [scalar(conversion.from), scalar(conversion.to)];
      const helper = helpers[conversion.ts] as (value: Value) => Value;
      const cell = spark.conversions[name as ConversionName];
      if (isUnsupported(cell)) throw new Error(cell.unsupported);
      const sql = printLine(fillCell(cell, [col("x")], [{ nullable: true, finite: true, type: from }]), spark);
      const rows = fc.sample(nullable(values(from, true)), { numRuns: 300, seed: 7 });
      const table = rows.map((value, n) => `(${n}, ${literal(value, from)})`).join(", ");
      const found = await session().rows(
        `SELECT ${encode(sql)}, typeof(${sql}) FROM (VALUES ${table}) AS t(n, x) ORDER BY n`,
      );
      expect(found[0]![1]).toBe(typeofText(to));
      const pairs = rows.map((value, n) => ({ value, spark: decode(found[n]![0], to), typescript: helper(value) }));
      expect(pairs.filter((pair) => !Object.is(pair.spark, pair.typescript))).toEqual([]);
    });
  });
}
