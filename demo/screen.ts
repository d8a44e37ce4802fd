import { paintFor } from "../cli/terminal/colours.js";
import { grouped, plural, seconds, table } from "../cli/terminal/table.js";
import type { World } from "../cli/world.js";
import type { Check } from "./check.js";

/** How the demo prints. */
export interface Screen {
  banner(name: string, text: string): void;
  /** A numbered headline. */
  chapter(title: string): void;
  /** Runs an action, and prints one line with its result and how long it took. */
  step<T>(what: string, action: () => Promise<T>, said: (result: T) => string): Promise<T>;
  text(text: string): void;
  table(rows: readonly (readonly string[])[], right?: readonly number[]): void;
  end(checks: readonly Check[], milliseconds: number): void;
}

export function openScreen(world: World): Screen {
  const paint = paintFor(world.out, world.env);
  const line = (text = ""): void => world.out.write(`${text}\n`);
  let chapters = 0;
  return {
    banner: (name, text) => line(`\n  ${paint.bold(name)}  ${paint.dim(text)}`),
    chapter: (title) => line(`\n  ${paint.help(`${++chapters}`)}  ${paint.bold(title)}\n`),
    step: async (what, action, said) => {
      const waiting = `     ${paint.dim("…")} ${what}`;
      if (world.out.isTerminal) world.out.write(waiting);
      const started = performance.now();
      const result = await action();
      const time = paint.dim(seconds(performance.now() - started));
      if (world.out.isTerminal) world.out.write("\r\u001b[2K");
      line(`     ${paint.good("✓")} ${said(result)}  ${time}`);
      return result;
    },
    text: (text) => line(`       ${paint.dim(text)}`),
    table: (rows, right) => {
      const [titles = "", ...body] = table(rows, right).trimEnd().split("\n");
      line();
      line(`       ${paint.dim(titles)}`);
      for (const row of body) line(`       ${row}`);
      line();
    },
    end: (checks, milliseconds) => {
      const values = checks.reduce((sum, { compared }) => sum + compared, 0);
      const different = checks.flatMap((check) => check.different);
      line();
      if (different.length === 0) {
        line(
          `  ${paint.good("✓")} ${paint.bold("online = training")}: ${grouped(values)} values compared, no difference`,
        );
      } else {
        line(`  ${paint.bad("✗")} ${paint.bold(`online and training differ in ${plural(different.length, "value")}`)}`);
        for (const one of different.slice(0, 10)) line(`    ${one}`);
      }
      line(`    ${paint.dim(`all of it in ${seconds(milliseconds)}`)}\n`);
    },
  };
}
