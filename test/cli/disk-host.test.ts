import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { folder } from "./feat.js";

test("files that match a pattern: sorted, through each link once, not in hidden folders or packages", () => {
  const { path } = folder({
    "f/b.feat": "",
    "f/a.feat": "",
    "f/deep/er/c.feat": "",
    "f/.hidden/d.feat": "",
    "f/node_modules/x/e.feat": "",
    "f/dist/g.feat": "",
    "f/not.txt": "",
    "other/z.feat": "",
  });
  symlinkSync(join(path, "f"), join(path, "f/loop"));
  symlinkSync(join(path, "other"), join(path, "f/linked"));
  const found = diskHost.list(path, "f/**/*.feat");
  expect(found.filter((one) => !one.includes("loop"))).toEqual([
    "f/a.feat",
    "f/b.feat",
    "f/deep/er/c.feat",
    "f/linked/z.feat",
  ]);
  expect(found.length).toBeLessThan(20);
  expect(diskHost.list(path, "f/?.feat")).toEqual(["f/a.feat", "f/b.feat"]);
  expect(diskHost.list(path, "other/z.feat")).toEqual(["other/z.feat"]);
  expect(diskHost.list(path, "none/**")).toEqual([]);
});

test("a file's text, or null if it does not exist", () => {
  const { path } = folder({ "a.txt": "ä🦆\r\n" });
  expect(diskHost.read(join(path, "a.txt"))).toBe("ä🦆\r\n");
  expect(diskHost.read(join(path, "b.txt"))).toBeNull();
  expect(diskHost.read(join(path, "a.txt/c"))).toBeNull();
  expect(diskHost.read(path)).toBeNull();
});

test("folders of other projects are not entered, unless the pattern names them", () => {
  const { path } = folder({
    "feat.yaml": "",
    "a.feat": "",
    "in/b.feat": "",
    "in/inner/feat.yaml": "",
    "in/inner/c.feat": "",
    "in/inner/deep/d.feat": "",
    "in/inner/s.yaml": "",
  });
  expect(diskHost.list(path, "**/*.feat")).toEqual(["a.feat", "in/b.feat"]);
  expect(diskHost.list(path, "**/*.yaml")).toEqual(["feat.yaml"]);
  expect(diskHost.list(path, "in/inner/**/*.feat")).toEqual(["in/inner/c.feat", "in/inner/deep/d.feat"]);
});

test("a project in a folder of another: each has its own declarations", async () => {
  const files = (name: string) => ({
    "feat.yaml": `project: ${name}\nfeatures: "**/*.feat"\nsources: s.yaml\nout: generated\n`,
    "s.yaml": "sources:\n  s: { kind: state, file: a.csv, time: t, columns: { id: int64, t: timestamp } }\n",
    "m.feat": "entity e { id: int64 }\nview v for e from s { n = id }\nservice x { v.* }\n",
  });
  const inner = Object.entries(files("inner")).map(([file, text]) => [`below/${file}`, text] as const);
  const { feat } = folder({ ...files("outer"), ...Object.fromEntries(inner) });
  expect(await feat(["check"])).toMatchObject({ code: 0, err: "" });
  expect(await feat(["check", "--project", "below"])).toMatchObject({ code: 0, err: "" });
  expect(await feat(["compile"])).toMatchObject({ code: 0, err: "" });
});
