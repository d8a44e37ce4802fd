import { expect, test } from "vitest";
import { folder } from "../cli/feat.js";

const files = (expects: string) => ({
  "feat.yaml": "project: p\nfeatures: main.feat\nsources: sources.yaml\n",
  "sources.yaml":
    "sources:\n  st: { kind: state, file: none.csv, time: tm, key: [k], columns: { k: int64, x: int64?, tm: timestamp } }\n",
  "main.feat": `entity e { k: int64 }
view v for e from st { k, x }
transform t { k = v.x, y = v.x + 1 }
service s { v as v { * } t { y } }
test "one" {
  given st { k: 1, x: 5, tm: "2024-01-01T00:00:00Z" } at "2024-01-02T00:00:00Z" for { k: 1 }
  ${expects}
}
`,
});

test("other features can read a feature of a view or transform that is named like its key", async () => {
  const { code, out, err } = await folder(
    files("expect v { x: 5 } expect t { y: 6 } expect s { v_k: 1, v_x: 5 }"),
  ).feat(["test"]);
  expect({ code, err: code === 0 ? "" : out + err }).toEqual({ code: 0, err: "" });
});

test("a test must expect that feature of a service", async () => {
  const { code, out, err } = await folder(files("expect v { k: 1, x: 5 }")).feat(["test"]);
  expect(code).toBe(1);
  expect(out + err).toContain("v.k: it is named like a key");
});
