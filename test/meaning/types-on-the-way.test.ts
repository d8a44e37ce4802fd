import { describe, expect, test } from "vitest";
import { newProject } from "../end-to-end/support/project.js";

describe("6. types from files to answers", () => {
  test("85: JSON lines as a source file; 84: arrays in labels and requests as JSON text", async () => {
    for (const extension of ["jsonl", "ndjson"]) {
      using project = newProject({
        "feat.yaml": "project: lines\nfeatures: main.feat\nsources: sources.yaml\n",
        "sources.yaml": `sources:
  ev:
    kind: events
    file: ev.${extension}
    time: { column: tm, format: iso8601 }
    columns: { k: int64, x: int64?, s: string?, tm: timestamp }
`,
        [`ev.${extension}`]:
          '{"k": 1, "x": 9007199254740993, "s": "a\\nb", "tm": "2024-01-10T10:00:00Z"}\n{"k": 1, "tm": "2024-01-10T11:00:00Z", "s": null}\n',
        "main.feat": `entity e { k: int64 } request r { xs: int64[]? }
view v for e from ev { n = count() over 1d m = max(x) over 1d f = first(s) over 1d } transform t { l = length(r.xs) } service s { v.* t.* }`,
        "labels.csv": 'k,event_timestamp,xs\n1,2024-01-10T12:00:00Z,"[1, null, 3]"\n',
      });
      await project.feat("train", "s", "--labels", "labels.csv", "--out", "out.parquet");
      const [row] = await project.rows("out.parquet", { n: "int64", m: "int64", f: "string", l: "int64" });
      expect(row).toEqual({ n: 2, m: 9007199254740993n, f: "a\nb", l: 3 });
      await project.feat("materialize", "--to", "2024-01-10T12:00:00Z");
      const got = await project.feat(
        "get",
        "s",
        "--key",
        "k=1",
        "--request",
        "xs=[1,2]",
        "--at",
        "2024-01-10T12:00:00Z",
        "--json",
      );
      expect(JSON.parse(got).features).toEqual({ n: 2, m: "9007199254740993", f: "a\nb", l: 2 });
    }
  });

  test("85, C24: a key that no line has is null, and an error where the column is non-null; one that only a late line or file has is read", async () => {
    const files = (x: string): Record<string, string> => ({
      "feat.yaml": "project: lines\nfeatures: main.feat\nsources: sources.yaml\n",
      "sources.yaml": `sources:
  ev: { kind: state, file: data/*.jsonl, time: tm, columns: { k: int64, x: ${x}, y: int64?, j: json?, xs: "int64[]?", tm: timestamp } }
`,
      "main.feat": "entity e { k: int64 } view v for e from ev { x y j xs } service s { v.* }",
      "labels.csv": "k,event_timestamp\n1,2024-01-10T12:00:00Z\n299,2024-01-10T12:00:00Z\n",
    });
    const line = (k: number, more = ""): string => `{"k": ${k}, "odd${k}": 1, "tm": "2024-01-10T10:00:00Z"${more}}\n`;
    using project = newProject(files('"int64?"'));
    for (let n = 0; n < 300; n++)
      project.write(
        `data/${String(n).padStart(3, "0")}.jsonl`,
        line(n, n === 299 ? ', "x": 7, "j": {"id": 12345678901234567890}' : ""),
      );
    await project.feat("train", "s", "--labels", "labels.csv", "--out", "out.csv");
    expect(project.read("out.csv")).toBe(
      'k,event_timestamp,x,y,j,xs\n1,2024-01-10T12:00:00Z,,,,\n299,2024-01-10T12:00:00Z,7,,"{""id"":12345678901234567890}",\n',
    );

    using strict = newProject(files("int64"));
    strict.write("data/0.jsonl", line(1));
    await expect(strict.feat("train", "s", "--labels", "labels.csv", "--out", "out.csv")).rejects.toThrow(
      /column x of source ev is null, .*2024-01-10/,
    );
    strict.write("data/0.jsonl", '{"k": 1, "x": 1}\n');
    await expect(strict.feat("train", "s", "--labels", "labels.csv", "--out", "out.csv")).rejects.toThrow(
      /there is no column "tm" in its data/,
    );
  });

  test("110: flow maps in YAML with T?", async () => {
    using project = newProject({
      "feat.yaml": "project: flow\nfeatures: main.feat\nsources: sources.yaml\n",
      "sources.yaml":
        "sources:\n  st: { kind: state, file: st.csv, time: tm, columns: { k: int64, a: int64?, b: string, tm: timestamp } }\n",
      "st.csv": "k,a,b,tm\n1,,x,2024-01-10T10:00:00Z\n",
      "main.feat": "entity e { k: int64 } view v for e from st { a b } service s { v.* }",
      "labels.csv": "k,event_timestamp\n1,2024-01-10T12:00:00Z\n",
    });
    await project.feat("train", "s", "--labels", "labels.csv", "--out", "out.csv");
    expect(project.read("out.csv")).toBe("k,event_timestamp,a,b\n1,2024-01-10T12:00:00Z,,x\n");
  });
});
