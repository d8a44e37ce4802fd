/**
 * `examples/churn` as its README tells it: a model that is trained on `feat train`'s output gives a customer the same
 * probability in one go over the training rows, by plain HTTP, and by Feast's own SDK.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../cli/run.js";
import { feastPython } from "../support/feast-python.js";
import { featServe, type Served } from "../support/feat-serve.js";
import { freePort } from "../support/free-port.js";
import { until } from "../support/until.js";

const example = join(import.meta.dirname, "../../examples/churn");
let folder: string;
let python: string;
let served: Served | undefined;
let service: ChildProcess | undefined;

async function feat(...argv: readonly string[]): Promise<string> {
  const texts: string[] = [];
  const stream = { isTerminal: false, width: 100, write: (text: string) => void texts.push(text) };
  const world = { cwd: folder, env: {}, out: stream, err: stream, now: () => Date.now() * 1000 };
  const code = await run(argv, world);
  expect({ argv, code, out: code === 0 ? "" : texts.join("") }).toEqual({ argv, code: 0, out: "" });
  return texts.join("");
}

function script(name: string): string {
  const { status, stdout, stderr } = spawnSync(python, [name], { cwd: folder, encoding: "utf8" });
  expect({ name, status, stderr: status === 0 ? "" : stderr }).toEqual({ name, status: 0, stderr: "" });
  return stdout;
}

beforeAll(async () => {
  python = feastPython();
  folder = mkdtempSync(join(tmpdir(), "feat-churn-"));
  const made = new Set(readFileSync(join(example, ".gitignore"), "utf8").split("\n"));
  cpSync(example, folder, {
    recursive: true,
    filter: (path) => !made.has(basename(path)) && !made.has(`${basename(path)}/`),
  });
  script("make_data.py");
}, 300_000);

afterAll(async () => {
  service?.kill("SIGKILL");
  await served?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("the same model, the same probability: in one go, by HTTP, by Feast's SDK", async () => {
  await feat("check", "--strict");
  expect(await feat("test")).toContain("2 tests passed");
  await feat("train", "churn_v1", "--labels", "data/labels.parquet", "--out", "training.parquet");
  const auc = Number(/AUC of the last month (\d\.\d+)/.exec(script("train.py"))?.[1]);
  // The made-up customers leave for a reason that the features show.
  expect(auc).toBeGreaterThan(0.75);

  await feat("materialize");
  await feat("train", "churn_v1", "--labels", "data/today.parquet", "--out", "scored.parquet");
  script("score.py");
  const scores: readonly { readonly customer_id: number; readonly probability: number }[] = JSON.parse(
    readFileSync(join(folder, "scores.json"), "utf8"),
  );

  served = await featServe(folder);
  const port = await freePort();
  const env = { ...process.env, FEAT_URL: served.url, PYTHONDONTWRITEBYTECODE: "1" };
  service = spawn(python, ["-m", "uvicorn", "service:app", "--port", `${port}`, "--log-level", "warning"], {
    cwd: folder,
    env,
    stdio: "ignore",
  });
  const ask = async (customer: number, by: string): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${port}/churn/${customer}?discount=0.1&by=${by}`);
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as { readonly probability: number };
    return body.probability;
  };
  await until(async () => (await fetch(`http://127.0.0.1:${port}/docs`)).ok, 120);
  for (const { customer_id: customer, probability } of scores.filter(({ customer_id: id }) => id % 100 === 7))
    for (const by of ["http", "feast"]) expect(Math.abs((await ask(customer, by)) - probability)).toBeLessThan(1e-12);
}, 300_000);
