import { expect } from "vitest";
import { openDuckDB } from "../../runtime/index.js";
import { type Folder, folder } from "../cli/feat.js";
import { withClient } from "../postgres/support.js";
import { ownPostgres } from "../support/own-postgres.js";

export const engines = ["duckdb", "postgres"] as const;
export type EngineName = (typeof engines)[number];

const targets: Readonly<Record<EngineName, string>> = {
  duckdb: "kind: duckdb, path: warehouse.duckdb",
  postgres: 'kind: postgres, url: "${DATABASE_URL}"',
};

/** A project whose target is a database that was made by these statements. */
export interface DataProject extends Folder {
  readonly env: Readonly<Record<string, string>>;
  /** Changes the database. */
  run(statements: string): Promise<void>;
}

export async function dataProject(
  engine: EngineName,
  statements: string,
  files: Readonly<Record<string, string>> = {},
): Promise<DataProject> {
  const url = engine === "postgres" ? await ownPostgres() : "";
  const made = folder({
    "feat.yaml": `project: data\nfeatures: "*.feat"\nsources: sources.yaml\ndialects: [duckdb, postgres]\ntargets:\n  dev:\n    offline: { ${targets[engine]} }\n    online: { kind: embedded, path: .feat/online }\n`,
    "all.feat": "",
    ...files,
  });
  const run = async (sql: string): Promise<void> => {
    if (engine === "postgres") await withClient(url, (client) => client.query(sql));
    else {
      await using warehouse = await openDuckDB({ path: "warehouse.duckdb", folder: made.path, access: "write" });
      await warehouse.run(sql);
    }
  };
  await run(statements);
  return { ...made, env: { DATABASE_URL: url }, run };
}

export interface FindingJson {
  readonly kind: string;
  readonly severity: string;
  readonly message: string;
  readonly help: string | null;
  readonly line: number;
}
interface Found {
  readonly code: number;
  readonly sources: readonly {
    readonly source: string;
    readonly rows: number;
    readonly findings: readonly FindingJson[];
  }[];
}

/** What `feat check --data` finds, as JSON. */
export async function checkData(project: DataProject, ...argv: readonly string[]): Promise<Found> {
  const { code, out } = await project.feat(["check", "--data", "--json", ...argv], { env: project.env });
  const { diagnostics, sources } = JSON.parse(out);
  expect(diagnostics).toEqual([]);
  return { code, sources };
}
