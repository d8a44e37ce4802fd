/** `--json` prints one document on stdout, around everything that a command reports, and nothing on stderr. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, describe, expect, test } from "vitest";
import { openCli } from "../../cli/cli.js";
import { commands } from "../../cli/commands/index.js";
import { run } from "../../cli/run.js";
import { type Folder, folder, newProject } from "./feat.js";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const schema = JSON.parse(read("schemas/output.schema.json"));
/** The schema lets later versions add keys. These tests accept only keys that it describes. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== "object" || node === null) return node;
  const inner = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  if (inner.type !== "object" || typeof inner.properties !== "object") return inner;
  // A command's own keys are next to those of the envelope.
  const properties = { ok: {}, command: {}, diagnostics: {}, ...inner.properties };
  return { additionalProperties: false, ...inner, properties };
}
const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false }).compile({
  ...schema,
  definitions: closed(schema.definitions),
});
interface Output {
  readonly ok: boolean;
  readonly command: string | null;
  readonly diagnostics: readonly {
    readonly code: string | null;
    readonly name: string;
    readonly message: string;
    readonly line: number | null;
  }[];
  readonly [key: string]: unknown;
}

/** Valid by the schema, and without unknown keys. */
function documentOf(out: string): Output {
  const value: Output = JSON.parse(out);
  expect(validate(value), JSON.stringify(validate.errors, null, 1)).toBe(true);
  expect(out.endsWith("}\n")).toBe(true);
  return value;
}

async function json(project: Folder, argv: readonly string[]) {
  const { code, out, err } = await project.feat([...argv, "--json"]);
  expect(err).toBe("");
  const value = documentOf(out);
  expect(value.ok).toBe(code === 0);
  return { code, value };
}

const at = "2024-03-01T00:00:00Z";
const train = ["train", "checkout_v1", "--labels", "labels.csv", "--out", "t.csv"];
const materialize = ["materialize", "--to", at];
const get = ["get", "checkout_v1", "--key", "customer_id=1", "--request", "amount=1", "--at", at];
/** Each command, a key that it adds to the envelope, and a wrong usage of the command. */
const all: readonly (readonly [argv: readonly string[], key: string, wrong: readonly string[]])[] = [
  [["init", "other"], "files", ["init", "."]],
  [["init", "more", "--from", "data"], "sources", ["init", "more", "--from", "nothing"]],
  [["pull"], "sources", ["pull", "nothing.csv"]],
  [["pull", "data", "--dry-run"], "files", ["pull", "--dry"]],
  [["check"], "project", ["check", "--nonsense"]],
  [["check", "--data"], "sources", ["check", "--data", "nothing"]],
  [["compile"], "written", ["compile", "extra"]],
  [["compile", "--check"], "differences", ["compile", "--chek"]],
  [["diff", "."], "changes", ["diff", "no-such-revision"]],
  [["plan"], "fill", ["plan", "--target", "nothing"]],
  [["apply", "--message", "first"], "version", ["apply", "--target", "nothing"]],
  [["rollback", "1"], "restored", ["rollback", "9"]],
  [["registry", "log"], "versions", ["registry", "log", "--most", "0"]],
  [["registry", "show"], "version", ["registry", "show", "9"]],
  [["registry", "dump"], "manifest", ["registry", "dump", "none"]],
  [["registry", "verify"], "damage", ["registry", "verify", "1"]],
  [["list"], "entries", ["list", "nothing"]],
  [["describe", "customer_orders"], "entries", ["describe", "nothing"]],
  [["lineage", "customer_orders"], "edges", ["lineage", "nothing"]],
  [["test"], "tests", ["test", "no such title"]],
  [train, "rows", ["train"]],
  [["train", "checkout_v1", "--sql"], "sql", ["train", "checkout_v2", "--sql"]],
  [["train", "checkout_v1", "--plan"], "plan", ["train", "checkout_v1"]],
  [["explain", "checkout_v1"], "stages", ["explain"]],
  [["explain", "checkout_v1", "--labels", "labels.csv"], "stages", ["explain", "checkout_v1", "--dialect", "sybase"]],
  [["validate", "--at", at], "rules", ["validate", "--at", "now"]],
  [materialize, "views", ["materialize", "--to", "now"]],
  [["status"], "views", ["status", "nothing"]],
  [["prune"], "definitions", ["prune", "--keep", "long"]],
  [["push", "orders", "orders.jsonl", "--target", "live"], "views", ["push", "orders"]],
  [get, "features", ["get", "checkout_v1", "--key", "x"]],
  [["get", "checkout_v1", "--rows", "rows.jsonl", "--at", at], "answers", ["get", "checkout_v1", "--key", "k=1"]],
  [["deploy", "docker"], "written", ["deploy", "kubernetes"]],
  [["schedule", "--for", "cron", "--every", "1h"], "jobs", ["schedule"]],
  [["reset", "--all-views", "--yes"], "store", ["reset", "customer_orders"]],
];

/** A target besides `dev`, the last one of a new project. */
const live = "  live: { online: { kind: embedded, path: .feat/live }, stream: [orders] }\n";

async function readyProject(): Promise<Folder> {
  const project = await newProject();
  project.write("rows.jsonl", '{"customer_id": 1, "amount": 5}\n{"customer_id": 2, "amount": 6}\n');
  project.write("feat.yaml", `${project.read("feat.yaml").trimEnd()}\n${live}`);
  project.write("orders.jsonl", "\n");
  for (const argv of [["compile"], ["apply"], materialize]) expect(await project.feat(argv)).toMatchObject({ code: 0 });
  return project;
}

describe("the document of each command", () => {
  // It is made once, and each test has a copy.
  const ready = mkdtempSync(join(tmpdir(), "feat-ready-"));
  afterAll(() => rmSync(ready, { recursive: true, force: true }));
  let made: Promise<void> | undefined;
  const copied = async (): Promise<Folder> => {
    made ??= readyProject().then(({ path }) => cpSync(path, ready, { recursive: true }));
    await made;
    const project = folder();
    cpSync(ready, project.path, { recursive: true });
    return project;
  };

  test("the schema and the list above have every command", () => {
    const cli = openCli({ cwd: "", env: {}, out: stream(), err: stream(), now: () => 0 }, true);
    const described = Object.keys(JSON.parse(read("schemas/output.schema.json")).definitions)
      .filter((name) => name.endsWith("Part"))
      .map((name) => name.replace(/Part$/, ""));
    const names = commands.map((command) => command(cli).name());
    expect(described.sort()).toEqual(names.sort());
    // `serve` and `stream` need a port or a broker: `serve.test.ts` and `test/kafka` check their documents.
    expect([...new Set(all.map(([[name]]) => name)), "serve", "stream"].sort()).toEqual(names);
  });

  test.each(all)("%j succeeds", async (argv, key) => {
    const { code, value } = await json(await copied(), argv);
    expect(value).toMatchObject({ ok: true, command: argv[0], diagnostics: [] });
    expect(code).toBe(0);
    expect(value).toHaveProperty(key);
  });

  // These read no features.
  test.each(all.filter(([[name]]) => !["init", "pull", "rollback", "registry"].includes(name ?? "")))(
    "%j of a project with errors",
    async (argv) => {
      const project = await newProject();
      project.write("features/more.feat", "view {\n");
      const { code, value } = await json(project, argv);
      expect(code).toBe(1);
      expect(value.command).toBe(argv[0]);
      expect(value.diagnostics[0]).toMatchObject({ code: expect.stringMatching(/^FEAT1/), line: 1 });
    },
  );

  test.each(all)("after %j, wrong usage", async ([name], _, wrong) => {
    const { code, value } = await json(await newProject(), wrong);
    expect(code).toBe(2);
    expect(value).toMatchObject({ ok: false, command: name, diagnostics: [{ code: null, name: "usage" }] });
  });

  test.each([
    [["chek"], /unknown command 'chek'/],
    [[], /no command was given/],
    [["--nonsense"], /unknown option '--nonsense'/],
  ])("%j: no command", async (argv, message) => {
    const { value } = await json(folder(), argv);
    expect(value).toMatchObject({
      ok: false,
      command: null,
      diagnostics: [{ message: expect.stringMatching(message) }],
    });
  });

  const noData: readonly (readonly string[])[] = [train, ["validate"], materialize, [...get, "--rows", "none.jsonl"]];
  test.each(noData)("%s: data that does not exist", async (...argv) => {
    const project = await newProject();
    const yaml = project.read("sources.yaml").replace("data/orders.csv", "data/none.csv");
    project.write("sources.yaml", yaml);
    const features = project.read("features/checkout.feat");
    project.write("features/checkout.feat", features.replace("  spend_30d", "  expect orders_7d >= 0\n  spend_30d"));
    const { code, value } = await json(project, argv);
    expect(code).toBe(3);
    const last = value.diagnostics.at(-1);
    expect(last).toMatchObject({ code: null, name: "data", message: expect.stringMatching(/none\.(csv|jsonl)/) });
  });

  test("a test and a rule that fail", async () => {
    const project = await newProject();
    const features = project.read("features/checkout.feat");
    project.write(
      "features/checkout.feat",
      features
        .replace('"medium", amount', '"small", amount')
        .replace("  spend_30d", "  expect orders_7d > 99\n  spend_30d"),
    );
    expect(await json(project, ["test"])).toMatchObject({ code: 1, value: { ok: false, passed: 1, failed: 1 } });
    expect(await json(project, ["validate", "--at", at])).toMatchObject({
      code: 1,
      value: { ok: false, rules: [{ holds: false }] },
    });
    const strict = await json(project, [...materialize, "--strict"]);
    expect(strict).toMatchObject({ code: 1, value: { ok: false, views: [], diagnostics: [{ name: "failed" }] } });
  });

  test("warnings of check and compile, which fail under --strict", async () => {
    const project = await newProject();
    project.write("feat.yaml", `${project.read("feat.yaml")}dialects: [duckdb, redshift]\n`);
    for (const argv of [["check"], ["compile"]]) {
      const warned = { diagnostics: [{ code: "FEAT5030", severity: "warning" }] };
      expect(await json(project, argv)).toMatchObject({ code: 0, value: { ok: true, ...warned } });
      expect(await json(project, [...argv, "--strict"])).toMatchObject({ code: 1, value: { ok: false, ...warned } });
    }
  });

  test.each([
    [["--version"], null, /^\d+\.\d+\.\d+\n$/],
    [["--help"], null, /^Usage: feat /],
    [["train", "--help"], "train", /^Usage: feat train /],
    [["help"], "help", /^Usage: feat \[/],
    [["help", "train"], "help", /^Usage: feat train /],
  ])("%j", async (argv, command, text) => {
    const { value } = await json(folder(), argv);
    expect(value).toEqual({ ok: true, command, diagnostics: [], text: expect.stringMatching(text) });
  });

  test.each([
    ["trian", "did you mean `train`?"],
    ["nonsense", expect.stringContaining("`train`")],
  ])("help %s: there is no such command", async (name, help) => {
    const { code, value } = await json(folder(), ["help", name]);
    expect(code).toBe(2);
    expect(value).toMatchObject({
      command: "help",
      diagnostics: [{ name: "usage", message: `unknown command '${name}'`, help }],
    });
  });

  test("a bug in Feat", async () => {
    const [out, err]: [string[], string[]] = [[], []];
    const now = (): number => {
      throw new Error("the clock is gone");
    };
    const code = await run(["validate", "--json"], { cwd: "/", env: {}, out: stream(out), err: stream(err), now });
    expect({ code, err }).toEqual({ code: 70, err: [] });
    expect(documentOf(out.join(""))).toMatchObject({
      ok: false,
      diagnostics: [{ name: "fault", message: "this is a fault of Feat's own: the clock is gone" }],
      report: expect.arrayContaining(["feat validate --json", "Error: the clock is gone"]),
    });
  });

  test("--json after -- is not an option", async () => {
    const { out } = await (await newProject()).feat(["test", "--", "--json"]);
    expect(out).toBe("");
  });
});

test("the page shows the document of each command, as the schema describes it", () => {
  const shown = [...read("docs/json.md").matchAll(/```json\n(.*?)```/gs)].map(([, text = ""]) => documentOf(text));
  expect(new Set(shown.map(({ command }) => command))).toEqual(
    new Set([null, ...all.map(([[name]]) => name), "serve", "stream"]),
  );
});

function stream(texts: string[] = []) {
  return { isTerminal: false, width: 80, write: (text: string) => void texts.push(text) };
}
