import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { run } from "../../../cli/run.js";
import { openDuckDB } from "../../../runtime/index.js";
import { type ScalarName, scalar } from "../../../runtime/types.js";

const root = join(import.meta.dirname, "../../..");

/** A project in its own folder, used through the command line. */
export interface TestProject extends Disposable {
  readonly folder: string;
  write(file: string, text: string): void;
  read(file: string): string;
  /** Runs `feat` and returns stdout. Throws if the exit code is not 0. */
  feat(...argv: readonly string[]): Promise<string>;
  /** The rows of a Parquet or CSV file, as JavaScript values of the given types. */
  rows<K extends string>(
    file: string,
    columns: Readonly<Record<K, ScalarName>>,
  ): Promise<readonly Record<K, unknown>[]>;
  /** The columns of a Parquet file, by name, with their DuckDB types. */
  types(file: string): Promise<Readonly<Record<string, string>>>;
}

export function newProject(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): TestProject {
  const top = mkdtempSync(join(tmpdir(), "feat-e2e-"));
  return open(top, top, files, env);
}

/** A copy of an example and its generated code, in the same layout as this repository. */
export function exampleProject(name: string, env: Readonly<Record<string, string>> = {}): TestProject {
  const top = mkdtempSync(join(tmpdir(), "feat-e2e-"));
  const folder = join(top, "features", name);
  cpSync(join(root, "features", name), folder, { recursive: true, filter: (path) => !/\/(\.feat|data)$/.test(path) });
  cpSync(join(root, "generated", basename(name)), join(top, "generated", basename(name)), { recursive: true });
  // The flights example reads its data from a package in `node_modules`.
  symlinkSync(join(root, "node_modules"), join(top, "node_modules"));
  return open(top, folder, {}, env);
}

function open(
  top: string,
  folder: string,
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): TestProject {
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);

  const rows: TestProject["rows"] = async (file, columns) => {
    await using warehouse = await openDuckDB({ folder });
    const names = Object.keys(columns) as (keyof typeof columns)[];
    const typed = names.map((name) => ({ name, type: scalar(columns[name], true) }));
    const list = names.map((name) =>
      columns[name] === "timestamp" ? `epoch_us("${name}"::TIMESTAMP) AS "${name}"` : `"${name}"`,
    );
    const sql = `SELECT ${list.join(", ")} FROM '${join(folder, file)}'`;
    const found: Record<keyof typeof columns, unknown>[] = [];
    for await (const batch of warehouse.read({ of: file, sql, columns: typed })) {
      for (let row = 0; row < batch.rows; row++) {
        const cells = names.map((name, place) => [name, batch.columns[place]?.[row] ?? null]);
        found.push(Object.fromEntries(cells) as Record<keyof typeof columns, unknown>);
      }
    }
    return found;
  };

  return {
    folder,
    write,
    read: (file) => readFileSync(join(folder, file), "utf8"),
    feat: async (...argv) => {
      const [out, err]: [string[], string[]] = [[], []];
      const stream = (texts: string[]) => ({
        isTerminal: false,
        width: 100,
        write: (text: string) => void texts.push(text),
      });
      const world = { cwd: folder, env, out: stream(out), err: stream(err), now: () => Date.now() * 1000 };
      const code = await run(argv, world);
      // With `--json` the error is part of the document on stdout.
      if (code !== 0) throw new Error(`feat ${argv.join(" ")} ended with ${code}\n${err.join("")}${out.join("")}`);
      return out.join("");
    },
    rows,
    types: async (file) => {
      await using warehouse = await openDuckDB({ folder });
      const sql = `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM '${join(folder, file)}')`;
      const types: Record<string, string> = {};
      const columns = [
        { name: "name", type: scalar("string") },
        { name: "type", type: scalar("string") },
      ];
      for await (const batch of warehouse.read({ of: file, sql, columns })) {
        for (let row = 0; row < batch.rows; row++)
          types[String(batch.columns[0]?.[row])] = String(batch.columns[1]?.[row]);
      }
      return types;
    },
    [Symbol.dispose]: () => rmSync(top, { recursive: true, force: true }),
  };
}

/** One row of the answer of `feat get --json`. */
export interface Got {
  readonly keys: Readonly<Record<string, unknown>>;
  readonly at: string;
  readonly asOf: Readonly<Record<string, string | null>>;
  readonly features: Readonly<Record<string, unknown>>;
  readonly statuses: Readonly<Record<string, string>>;
}
