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
