/** The bar that shows how far a command is. */
import { expect, test } from "vitest";
import { progress } from "../../cli/terminal/progress.js";

const stream = { isTerminal: true, width: 80, write: () => {} };
const silent = progress({ cwd: "", env: {}, out: stream, err: stream, now: () => 0 }, false);

test.each([
  ["xterm", true, true],
  ["dumb", true, false],
  ["xterm", false, false],
])("TERM=%s, a terminal: %s: there is a bar: %s", (TERM, isTerminal, drawn) => {
  const err = { ...stream, isTerminal };
  const bar = progress({ cwd: "", env: { TERM }, out: stream, err, now: () => 0 }, true);
  expect(bar !== silent).toBe(drawn);
});
