/** A newcomer's first commands, as the README shows them and as `feat init` prints them, one after the other. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Folder, folder } from "./feat.js";

interface Step {
  readonly command: string;
  /** What is shown below it; empty where nothing is. */
  readonly shown: string;
}

/** Runs a line as a shell would: `feat` here, `cd`; what npm installs is there. Returns what the last command printed. */
async function runLine(here: Folder, at: { cwd: string }, line: string): Promise<string> {
  let out = "";
  for (const command of line.split(" && ")) {
    const [program, ...argv] = command.split(/\s+/);
    if (program === "npm") continue;
    if (program === "cd") {
      at.cwd = join(at.cwd, argv[0] ?? "");
      continue;
    }
    expect([program, argv[0]]).toEqual(["npx", "feat"]);
    const ran = await here.feat(argv.slice(1), { cwd: at.cwd });
    expect({ command, code: ran.code, err: ran.err }).toEqual({ command, code: 0, err: "" });
    out = ran.out;
  }
  return out;
}

/** How long something took differs. */
const stable = (text: string): string => text.replace(/\d+\.\d+ s\b/g, "0.00 s").trimEnd();

/** The commands of a console block, and what it shows of each. */
function stepsOf(block: string): readonly Step[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [command = "", ...shown] = step.split("\n");
      return { command, shown: shown.join("\n") };
    });
}

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const section = readme.slice(readme.indexOf("## Start a project"));
const [, consoleBlock = ""] = /```console\n([\s\S]*?)```/.exec(section) ?? [];

describe("a newcomer's steps", () => {
  test("the README's, with what it shows of each", async () => {
    const here = folder();
    const at = { cwd: "." };
    const steps = stepsOf(consoleBlock);
    for (const { command, shown } of steps) {
      const out = await runLine(here, at, command);
      if (shown.trim() !== "") expect(`$ ${command}\n${stable(out)}`).toBe(`$ ${command}\n${stable(shown)}`);
    }
    const commands = steps.map(({ command }) => command.replace(/^npx feat (\w+).*$/, "$1"));
    expect(commands).toEqual(expect.arrayContaining(["check", "compile", "test", "train", "materialize", "get"]));
    expect(steps.filter(({ shown }) => shown.trim() !== "").length).toBeGreaterThan(4);
  });

  test("what `feat init` prints, and all of it again", async () => {
    const here = folder();
    const { out } = await here.feat(["init", "shop"]);
    const lines = out
      .slice(out.indexOf("Next:"))
      .split("\n")
      .flatMap((line) => (line.startsWith("  ") ? [line.trim()] : []));
    expect(lines[0]).toBe("cd shop");
    expect(lines.length).toBeGreaterThan(5);
    const at = { cwd: "." };
    for (const line of lines) await runLine(here, at, line);
    // The values of the last one are no empty ones.
    const last = await runLine(here, at, lines.at(-1) ?? "");
    expect(last).toMatch(/\norders_30d +2 +present\n/);
    for (const line of lines.slice(1)) await runLine(here, at, line);
  });

  test("they are the same steps", async () => {
    const here = folder();
    const { out } = await here.feat(["init", "my-features"]);
    const printed = [...out.matchAll(/^ {2}(npx feat .*)$/gm)].map(([, command]) => command ?? "");
    const shown = stepsOf(consoleBlock).map(({ command }) => command);
    expect(shown.filter((command) => printed.includes(command))).toEqual(printed);
  });

  test("filled for now first, the example's own instants are refused with the way out, and work after it", async () => {
    const here = folder();
    expect((await here.feat(["init", "."])).code).toBe(0);
    expect((await here.feat(["materialize"])).code).toBe(0);
    const [materialize = "", get = ""] = stepsOf(consoleBlock)
      .map(({ command }) => command.replace("npx feat ", ""))
      .filter((command) => /^(materialize|get) /.test(command));
    const behind = await here.feat(materialize.split(" "));
    expect(behind.code).toBe(1);
    expect(behind.err).toMatch(/`feat reset customer_orders customer_profile` empties the views/);
    const before = await here.feat(get.split(" "));
    expect(before.code).toBe(3);
    expect(before.err).toMatch(/can't go back; .*`feat reset customer_\w+`/);
    expect((await here.feat(["reset", "customer_orders", "customer_profile", "--yes"])).code).toBe(0);
    for (const command of [materialize, get]) expect((await here.feat(command.split(" "))).code).toBe(0);
  });
});
