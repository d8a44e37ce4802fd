import { expect, test } from "vitest";
import { run } from "../../cli/run.js";
import { folder } from "./feat.js";

/** A host whose stdout fails, which is not the user's error. */
async function broken(argv: readonly string[], cwd: string) {
  const err: string[] = [];
  const code = await run(argv, {
    cwd,
    env: {},
    out: {
      isTerminal: false,
      width: 100,
      write: () => {
        throw new Error("the stream is gone");
      },
    },
    err: { isTerminal: false, width: 100, write: (text) => void err.push(text) },
    now: () => 0,
  });
  return { code, err: err.join("") };
}

test("a bug in Feat exits with 70 and asks for a report, without the user's data", async () => {
  const { path } = folder({ "feat.yaml": "project: p\nsources: []\n", "a.feat": "" });
  const { code, err } = await broken(["check", "--project", path], path);
  expect(code).toBe(70);
  expect(err).toMatch(
    /^error: this is a fault of Feat's own: the stream is gone\nPlease report it with these words:\n\n {2}feat \d+\.\d+\.\d+, node v/,
  );
  expect(err).toMatch(/\n {2}Error: the stream is gone\n {6}at /);
});

test("--debug shows where any other error comes from", async () => {
  const project = folder();
  expect((await project.feat(["check"])).err).not.toMatch(/\n +at /);
  expect((await project.feat(["check", "--debug"])).err).toMatch(/\n +at /);
});
