import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { featSchema } from "../../compiler/project/schema/feat-schema.js";
import { sourcesSchema } from "../../compiler/project/schema/sources-schema.js";

const schemas = [
  ["feat", featSchema],
  ["sources", sourcesSchema],
] as const;

/** After a change: `npx vitest run test/project -u`. */
test.each(schemas)("the published schema of %s is the one that is checked", async (name, schema) => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(`../../schemas/${name}.schema.json`);
});

test.each(schemas)("every key of %s tells an editor what it is for", (_, schema) => {
  const silent: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      const inProperties = path.endsWith("/properties");
      if (inProperties && !(typeof value === "object" && value !== null && "description" in value))
        silent.push(`${path}/${key}`);
      visit(value, `${path}/${key}`);
    }
  };
  visit(schema, "");
  expect(silent).toEqual([]);
});

test.each(schemas)("%s is a valid schema of its draft", (_, schema) => {
  expect(new Ajv({ strict: false }).validateSchema(schema)).toBe(true);
});
