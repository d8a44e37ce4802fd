import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { builtFeat } from "../support/built.js";
import { folder } from "./feat.js";

const main = await builtFeat();

/** The real process, as a shell starts it. */
function feat(cwd: string, argv: readonly string[]) {
  const ran = spawnSync(process.execPath, [main, ...argv], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "" },
  });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

describe("as a process", () => {
  test("the exit codes and both streams are right", async () => {
    const { path } = folder();
    expect(feat(path, ["init", "."])).toMatchObject({ code: 0, err: "" });
    expect(feat(path, ["check"])).toMatchObject({ code: 0, err: "" });
    expect(feat(path, ["chek"])).toMatchObject({ code: 2, out: "" });
    const missing = feat(path, ["train", "checkout_v1", "--labels", "none.csv", "--out", "t.csv"]);
    expect(missing).toMatchObject({ code: 3, out: "" });
    expect(missing.err).not.toContain("\u001b[");
  });
});
