/** A newcomer's first commands, as the README and `feat init` print them, run one after the other. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Folder, folder } from "./feat.js";

interface Step {
  readonly command: string;
  /** The output shown below the command; empty if there is none. */
  readonly shown: string;
}

/**
 * Runs a line as a shell would. It knows `cd`, and runs `feat` in this process. The packages that npm would install are
 * installed already. Returns the output of the last command.
 */
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

/** Replaces durations, which differ from run to run. */
const stable = (text: string): string => text.replace(/\d+\.\d+ s\b/g, "0.00 s").trimEnd();

/** The commands of a console block, each with the output that the block shows. */
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
  test("the commands of the README print the output that it shows", async () => {
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

  test("the commands that `feat init` prints can be run, and run again", async () => {
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
    // The last command's values are not empty.
    const last = await runLine(here, at, lines.at(-1) ?? "");
    expect(last).toMatch(/\norders_30d +2 +present\n/);
    for (const line of lines.slice(1)) await runLine(here, at, line);
  });

  test("both list the same steps", async () => {
    const here = folder();
    const { out } = await here.feat(["init", "my-features"]);
    const printed = [...out.matchAll(/^ {2}(npx feat .*)$/gm)].map(([, command]) => command ?? "");
    const shown = stepsOf(consoleBlock).map(({ command }) => command);
    expect(shown.filter((command) => printed.includes(command))).toEqual(printed);
  });

  test("after a materialization up to now, the example's own instants are refused, and the suggested fix works", async () => {
    const here = folder();
    expect((await here.feat(["init", "."])).code).toBe(0);
    expect((await here.feat(["materialize"])).code).toBe(0);
    const [materialize = "", get = ""] = stepsOf(consoleBlock)
      .map(({ command }) => command.replace("npx feat ", ""))
      .filter((command) => /^(materialize|get) /.test(command));
    const behind = await here.feat(materialize.split(" "));
    expect(behind.code).toBe(1);
    for (const view of ["customer_orders", "customer_profile"])
      expect(behind.err).toContain(`\`feat reset ${view}\` empties the view`);
    const before = await here.feat(get.split(" "));
    expect(before.code).toBe(3);
    expect(before.err).toMatch(/can't go back; .*`feat reset customer_\w+`/);
    expect((await here.feat(["reset", "customer_orders", "customer_profile", "--yes"])).code).toBe(0);
    for (const command of [materialize, get]) expect((await here.feat(command.split(" "))).code).toBe(0);
  });
});
