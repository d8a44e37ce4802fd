import { expect, test } from "vitest";
import * as everything from "../../runtime/index.js";
import * as service from "../../runtime/service.js";

/** What needs a warehouse, or trains. */
const offline = ["materialize", "openDuckDB", "runTraining", "trainingRows", "validate", "warehouses"];

test("what a service imports is all of the runtime but what needs a warehouse", () => {
  expect(Object.keys(service).sort()).toEqual(
    Object.keys(everything)
      .filter((name) => !offline.includes(name))
      .sort(),
  );
  for (const name of offline) expect(everything).toHaveProperty(name);
});
