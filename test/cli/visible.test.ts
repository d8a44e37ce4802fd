import { expect, test } from "vitest";
import { folder } from "./feat.js";

const controls = "\u001b[2J\u202eb";
const escaped = "\\u{1b}[2J\\u{202e}b";
const unescaped = /[^\P{Cc}\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const files = (feat: string): Readonly<Record<string, string>> => ({
  "feat.yaml": "project: p\n",
  "sources.yaml":
    "sources:\n  s: { kind: state, file: s.csv, time: t, columns: { t: timestamp, id: string, n: int64 } }\n",
  "s.csv": `t,id,n\n2024-01-01T00:00:00Z,"${controls}",-1\n`,
  [`a${controls}/x.feat`]: `entity e { id: string }\nview v for e from s { n\n expect n > 0 }\nservice one { v.n }\n${feat}`,
  [`l${controls}.csv`]: "id\nx\n",
});

test.each<readonly [what: string, argv: readonly string[], feat: string]>([
  ["the file of a diagnostic", ["check"], "view {"],
  ["the title of a failing test", ["test"], 'test "\\u{1b}[2J\\u{202e}b" { given v { n: 1 } expect v { n: 2 } }'],
  ["the keys that break a rule", ["validate", "v", "--at", "2024-01-02T00:00:00Z"], ""],
  ["a path that does not exist", ["train", "one", "--labels", `${controls}.csv`, "--out", "o.csv"], ""],
  ["a file that is not as it should be", ["train", "one", "--labels", `l${controls}.csv`, "--out", "o.csv"], ""],
  ["an argument", ["get", controls], ""],
  ["a file of rows", ["get", "one", "--rows", `${controls}.json`], ""],
])("%s can't send control characters to a terminal", async (_, argv, feat) => {
  const { code, out, err } = await folder(files(feat)).feat(argv);
  expect(code).not.toBe(0);
  expect(out + err).toContain(escaped);
  expect(out + err).not.toMatch(unescaped);
});
