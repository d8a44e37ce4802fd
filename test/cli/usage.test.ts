import { describe, expect, test } from "vitest";
import { openCli } from "../../cli/cli.js";
import { commands } from "../../cli/commands/index.js";
import { folder, newProject } from "./feat.js";

describe("wrong usage exits with 2 and suggests the fix", () => {
  const wrong: readonly (readonly [argv: string, said: RegExp])[] = [
    ["", /Usage: feat/],
    ["chek", /^error: unknown command 'chek'\nhelp: did you mean check\?\n$/],
    ["check --jsn", /^error: unknown option '--jsn'\nhelp: did you mean --json\?\n$/],
    ["check extra", /sources are checked with --data\nhelp: `feat check --data extra`\n/],
    ["train", /say which service to train, or --card FILE/],
    ["train checkout_v2", /there is no service `checkout_v2`\nhelp: did you mean `checkout_v1`\?/],
    ["train checkout_v1", /say where the labels are: --labels FILE, or table:NAME/],
    ["train checkout_v1 --labels labels.csv", /say what to write: --out FILE, or table:NAME/],
    ["train checkout_v1 --labels", /argument missing/],
    [
      "train checkout_v1 --labels labels.csv --out x.jsonl",
      /^error: --out x\.jsonl: the name must end in \.parquet or \.csv$/m,
    ],
    ["train checkout_v1 --labels labels.csv --out ./labels.csv", /--out is the file of labels itself/],
    ["materialize customer_order", /there is no view `customer_order`\nhelp: did you mean `customer_orders`\?/],
    ["materialize --to yesterday", /--to takes a time in RFC 3339/],
    ["materialize --to 2024-01-01", /--to takes a time in RFC 3339/],
    ["materialize --from 2024-01-02T00:00:00Z --to 2024-01-01T00:00:00Z", /--from is after --to/],
    ["materialize --target prod", /there is no target `prod` in feat\.yaml\nhelp: targets: `dev`/],
    ["get checkout_v1", /key `customer_id` is missing\nhelp: say --key customer_id=…/],
    ["get checkout_v1 --key customer_id=1", /request field `amount` is missing\nhelp: say --request amount=…/],
    ["get checkout_v1 --key customer_id", /--key takes name=value/],
    ["get checkout_v1 --key =1", /--key takes name=value/],
    ["get checkout_v1 --key customer_id=1 --key customer_id=2", /--key customer_id is given twice/],
    ["get checkout_v1 --key custmer_id=1", /no key `custmer_id`\nhelp: did you mean `customer_id`\?/],
    ["get checkout_v1 --key amount=1", /no key `amount`\nhelp: say --request amount=…/],
    ["get checkout_v1 --key customer_id=x --request amount=1", /key `customer_id`: expected an integer, got "x"/],
    ["get checkout_v1 --key customer_id=1.5 --request amount=1", /key `customer_id`: expected an integer, got "1.5"/],
    ["get checkout_v1 --key customer_id=9223372036854775808 --request amount=1", /out of range for int64/],
    [
      "get checkout_v1 --key customer_id=1 --request amount=ten",
      /request field `amount`: expected a number, got "ten"/,
    ],
    ["get checkout_v1 --key customer_id=1 --request amount=1 --at now", /--at takes a time in RFC 3339/],
    ["test nosuchtitle", /no test's title has "nosuchtitle" in it/],
    ["init .", /is a project already: it has a feat\.yaml/],
    ["check --project nowhere", /there is no feat\.yaml in nowhere/],
  ];
  test.each(wrong)("feat %s", async (argv, said) => {
    const project = await newProject();
    const { code, out, err } = await project.feat(argv.split(" ").filter((word) => word !== ""));
    expect(err).toMatch(said);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).not.toMatch(/\n\s+at .*\(/);
  });

  test("no project here or above", async () => {
    const { code, err } = await folder().feat(["check"]);
    expect(err).toMatch(/there is no feat\.yaml here or in a folder above\nhelp: say --project DIR/);
    expect(code).toBe(2);
  });

  test("with --json the error is on stdout instead", async () => {
    const { code, out, err } = await folder().feat(["check", "--json"]);
    expect({ code, err }).toEqual({ code: 2, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      command: "check",
      diagnostics: [{ name: "usage", message: "there is no feat.yaml here or in a folder above" }],
    });
  });
});

describe("help", () => {
  const stream = { isTerminal: false, width: 80, write: () => {} };
  const world = { cwd: "", env: {}, out: stream, err: stream, now: () => 0 };
  const names = commands.map((command) => command(openCli(world, false)).name());
  test("of feat itself", async () => {
    const { code, out, err } = await folder().feat(["--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const name of names) expect(out).toMatch(new RegExp(`^  ${name}\\b`, "m"));
  });

  test.each(names)("of %s: usage, options, examples that fit a terminal, and exit codes", async (name) => {
    const { code, out, err } = await folder().feat([name, "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(new RegExp(`^Usage: feat ${name}`));
    expect(out).toMatch(/--project <dir>/);
    expect(out).toMatch(new RegExp(`\nExamples?:\n  feat ${name}`));
    expect(out).toMatch(/\nExit codes:\n {2}0 {3}done\n/);
    expect(await folder().feat(["help", name])).toEqual({ code, out, err });
  });

  test("the version is the package's", async () => {
    const { code, out } = await folder().feat(["--version"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("which project a command uses", () => {
  test("the nearest feat.yaml upward", async () => {
    const project = await newProject();
    expect(await project.feat(["check"], { cwd: "data" })).toMatchObject({ code: 0 });
  });

  test("--project names a folder or its file, before or after the command", async () => {
    const outer = folder();
    await outer.feat(["init", "x/y"]);
    for (const argv of [
      ["--project", "x/y", "check"],
      ["check", "--project", "x/y/feat.yaml"],
    ]) {
      expect(await outer.feat(argv)).toMatchObject({ code: 0, err: "" });
    }
  });
});
