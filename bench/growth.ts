/**
 * How training grows with the rows and labels of one key: see README.md in this folder.
 *
 * npm run build && npx tsx bench/growth.ts [--only NAME]… [--shape hot]… [--scale 1] [--timeout 60] [--list]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type GrowingKind, growingKinds, growingSources } from "../test/growth/kinds.js";
import { type Shape, shapes } from "./growth-shapes.js";
import { featYaml } from "./offline/case.js";
import { feat, writeProject } from "./offline/feat.js";
import { fileOf } from "./support/data.js";
import { type Cost, ProcessFailed } from "./support/measured-process.js";

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    shape: { type: "string", multiple: true },
    scale: { type: "string", default: "1" },
    timeout: { type: "string", default: "60" },
    list: { type: "boolean", default: false },
  },
});
const timeout = Number(values.timeout);

/** Below this many seconds, noise decides. */
const LEAST = 0.15;

async function trained(kind: GrowingKind, shape: Shape, size: number): Promise<Cost | null> {
  const { rows, labels } = shape.of(size);
  const [rowsPath, labelsPath] = [await fileOf(rows), await fileOf(labels)];
  const folder = writeProject(
    `growth-${kind.name}`,
    () => ({
      "feat.yaml": featYaml,
      "sources.yaml": growingSources(rowsPath),
      "growth.feat": `entity account { account_id: int64 }\n${kind.text}\nservice growing { v.* }\n`,
    }),
    () => rowsPath,
  );
  try {
    return await feat(
      folder,
      ["train", "growing", "--labels", labelsPath, "--out", join(folder, "out.parquet")],
      timeout,
    );
  } catch (error) {
    if (error instanceof ProcessFailed && error.message.startsWith("not done")) return null;
    throw error;
  }
}

const seconds = (cost: Cost | null): string => (cost === null ? `> ${timeout}` : cost.cpu.toFixed(2));

/** The cost of a kind at three sizes, the last two being n and 2n, and how much more 2n costs than n. */
async function measured(kind: GrowingKind, shape: Shape): Promise<string> {
  const sizes = shape.sizes.map((size) => Math.round(size * Number(values.scale)));
  const costs: (Cost | null)[] = [];
  for (const size of sizes) {
    if (costs.length > 0 && costs.at(-1) === null) break;
    costs.push(await trained(kind, shape, size));
  }
  const [none, half, whole] = costs;
  const ratio =
    none == null || half == null || whole == null
      ? null
      : Math.max(whole.cpu - none.cpu, LEAST) / Math.max(half.cpu - none.cpu, LEAST);
  const memory = costs.map((cost) => (cost === null ? "" : cost.memory.toFixed(0))).at(-1);
  const verdict = ratio === null ? "does not end" : ratio > 2.8 ? "grows faster" : "";
  return `${kind.name.padEnd(26)}${shape.name.padEnd(8)}${costs
    .map((cost) => seconds(cost).padStart(9))
    .join("")
    .padEnd(27)}${(ratio?.toFixed(1) ?? "").padStart(6)} ×${memory?.padStart(8)} MB  ${verdict}`;
}

if (values.list)
  for (const { name, text } of growingKinds) console.log(`${name.padEnd(26)}${text.replaceAll("\n", " ")}`);
else
  for (const shape of shapes) {
    if (values.shape !== undefined && !values.shape.includes(shape.name)) continue;
    console.log(`\n${shape.name}: ${shape.what}`);
    for (const kind of growingKinds)
      if (values.only === undefined || values.only.includes(kind.name)) console.log(await measured(kind, shape));
  }
