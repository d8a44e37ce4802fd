/** Every statement of the examples, by every strategy, keeps the documented rules that no engine here checks. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { compile } from "../../compiler/index.js";
import { snowflake } from "../../compiler/sql/dialects/snowflake/index.js";
import { checkArtifact, materializeArtifact, trainingArtifact } from "../../compiler/sql/index.js";
import type { Sql } from "../../runtime/artifacts.js";
import { statementText } from "../../runtime/statement.js";
import { Fakesnow } from "../support/fakesnow.js";
import { examples } from "./examples.js";

let engine: Fakesnow;
beforeAll(() => {
  engine = Fakesnow.open();
}, 300_000);
afterAll(() => engine?.close());

test("each rule finds the statement that breaks it", async () => {
  const rules = await engine.rules();
  expect(rules.length).toBeGreaterThan(10);
  for (const { name, source, broken } of rules) {
    expect(source).toMatch(/^https:\/\/docs\.snowflake\.com\//);
    expect(broken, name).toContain(name);
  }
});

/** The statements of all plans. */
function statementsOf(sql: Sql): readonly string[] {
  const text = (of: Sql): string => statementText(of, { quoted: snowflake.identifier }).text;
  if (typeof sql === "string" || !("stages" in sql)) return [text(sql)];
  return [text(sql), ...sql.stages.flatMap(({ plans }) => plans.map(({ statement }) => text(statement)))];
}

describe.each(examples)("%s", (example) => {
  const { value } = compile(diskHost, join(import.meta.dirname, "../../features", example));
  if (value === null) throw new Error(`${example} does not compile`);
  const { project } = value;
  const dialect = snowflake;
  const sqls: readonly Sql[] = [
    ...project.services.map((service) => trainingArtifact(project, service, { dialect }).sql),
    ...project.views.map((view) => materializeArtifact(project, view, undefined, { dialect }).sql),
    ...project.views.flatMap((view) => {
      const made = checkArtifact(project, view, { dialect });
      return made === null ? [] : [made.sql];
    }),
  ];
  test("its statements keep the rules", { timeout: 100_000 }, async () => {
    const statements = [...new Set(sqls.flatMap(statementsOf))];
    expect(statements.length).toBeGreaterThan(2);
    for (const statement of statements) {
      expect(await engine.broken(statement)).toEqual([]);
      // https://docs.snowflake.com/en/user-guide/query-size-limits
      expect(statement.length).toBeLessThan(1_000_000);
    }
  });
});
