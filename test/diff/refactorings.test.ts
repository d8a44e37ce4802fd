import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { compile } from "../../compiler/compile.js";
import { diffProjects } from "../../compiler/diff/index.js";
import type { Project } from "../../compiler/ir/index.js";
import { manifestText } from "../../compiler/ir/manifest.js";
import { readManifest } from "../../compiler/ir/read-manifest.js";
import { viewFingerprint } from "../../compiler/model/index.js";
import { buildFiles } from "../model/support/check.js";

const root = join(import.meta.dirname, "../..");
const projects = readdirSync(join(root, "features"), { recursive: true, encoding: "utf8" })
  .filter((path) => /(^|\/)feat\.yaml$/.test(path))
  .map((path) => join("features", dirname(path)));

/** Decisions that do not change what a program means. */
interface Writing {
  /** Names of lets, `fn`s, elements and parameters. */
  readonly names: readonly string[];
  /** Whether a let that is never infinite, or a call of a `fn`, is written out in its place. */
  readonly inline: readonly boolean[];
  readonly order: readonly number[];
  readonly files: readonly number[];
  readonly comments: boolean;
  readonly spread: boolean;
}

const writing = fc.record<Writing>({
  names: fc.uniqueArray(fc.stringMatching(/^q[a-z]{1,6}$/), { minLength: 8, maxLength: 8 }),
  inline: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  order: fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }),
  files: fc.array(fc.nat(2), { minLength: 12, maxLength: 12 }),
  comments: fc.boolean(),
  spread: fc.boolean(),
});

/** One program, written in many ways. */
function written({ names, inline, order, files, comments, spread }: Writing): Project {
  const [twice, share, x, y, e, f, top, part] = names as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const note = comments ? "// as agreed\n" : "";
  const doubled = (value: string): string => (inline[0] ? `(${value} * 2.0)` : `${twice}(${value})`);
  const shared = (a: string, b: string): string => (inline[1] ? `(${a} / (1.0 + ${b}))` : `${share}(${a}, ${b})`);
  const parted = inline[2] ? "(if orders.cart > 100.0 then 100.0 else orders.cart)" : part;
  const declarations = [
    "entity customer { customer_id: int64 }",
    "entity product { product_id: string }",
    "request orders { cart: float64, tags: string[], words: string[] }",
    `fn ${twice}(${x}: float64): float64 = ${x} * 2.0`,
    `fn ${share}(${x}: float64, ${y}: float64): float64? = ${x} / (1.0 + ${y})`,
    `source human_clicks from clickstream where not is_bot { *, double_price = ${doubled("price")} }`,
    `view customer_stats for customer from customer_features ttl 7d {
      ${note}total_spend, zip, is_vip default false
      half = ${shared("(total_spend ?? 0.0)", "(total_spend ?? 1.0)")}
    }`,
    `view product_activity for product from human_clicks {
      views = count() where event == "view" over [1d, 7d]
      let ${top} = max(price) over 30d
      best = ${top} default 0.0
      spread = ${top} - (avg(price) over 30d)
      spent = sum(double_price) over 7d
    }`,
    `transform segments {
      ${inline[2] ? "" : `let ${part} = if orders.cart > 100.0 then 100.0 else orders.cart`}
      ${note}ratio = ${shared(parted, doubled(parted))}
      tagged = count() each ${e} in orders.tags where ${e} != "x"
      pairs = sum(count() each ${f} in orders.words where ${f} == ${e}) each ${e} in orders.tags
      level = match { customer_stats.is_vip => "vip", ${parted} > 50.0 => "big", else => "plain" }
    }`,
    "service shop_v1 { customer_stats.*, segments.* }",
    "service catalog_v1 { product_activity.* }",
  ];
  const placed = declarations
    .map((text, index) => ({ text, rank: order[index]!, file: `${files[index]}.feat` }))
    .sort((a, b) => a.rank - b.rank);
  const paths = [...new Set(placed.map(({ file }) => file))];
  const { project, diagnostics } = buildFiles(
    paths.map((path) => {
      const text = placed
        .filter(({ file }) => file === path)
        .map((one) => one.text)
        .join("\n\n");
      return { path, text: spread ? text.replaceAll("\n", "\n\n  ") : text };
    }),
  );
  expect(diagnostics.filter(({ name }) => name !== "unused").map(({ message }) => message)).toEqual([]);
  return project;
}

test("a program that is written in another way does not change", () => {
  fc.assert(
    fc.property(writing, writing, (one, other) => {
      const [before, after] = [written(one), written(other)];
      expect(diffProjects(before, after)).toEqual([]);
      for (const [index, view] of before.views.entries())
        expect(viewFingerprint(after, after.views[index]!)).toBe(viewFingerprint(before, view));
    }),
    { numRuns: 30, seed: Number(process.env.FEAT_SEED ?? 1) },
  );
});

describe("a manifest is the project that it was written from", () => {
  test.each(projects)("%s", (folder) => {
    const { value } = compile(diskHost, join(root, folder));
    const read = readManifest(manifestText(value!.project));
    expect(diffProjects(value!.project, read)).toEqual([]);
    expect(diffProjects(read, value!.project)).toEqual([]);
    for (const [index, view] of value!.project.views.entries())
      expect(viewFingerprint(read, read.views[index]!)).toBe(viewFingerprint(value!.project, view));
  });
});
