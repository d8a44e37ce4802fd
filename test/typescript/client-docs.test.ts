import { expect, test } from "vitest";
import { compile } from "../../compiler/index.js";
import { printClient } from "../../compiler/typescript/index.js";
import { memoryHost } from "../project/check.js";

const client = (text: string): string => {
  const files = {
    "feat.yaml": "project: p\nfeatures: a.feat\n",
    "sources.yaml":
      "sources:\n  s: { kind: state, file: s.csv, time: t, columns: { t: timestamp, id: int64, mail: { type: string?, pii: true }, n: int64? } }\n",
    "a.feat": text,
  };
  const { value, diagnostics } = compile(memoryHost(files), "");
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return printClient(value!.project);
};

test("deprecated features and personal data are marked where a service reads them", () => {
  const text = client(`entity e { id: int64 }
request r { @deprecated("say */ b") a: int64, b: int64 }
@deprecated("all of it") request old { c: int64 }
/// Documented.
view v for e from s {
  /// How many.
  @deprecated("use m") n
  @deprecated m = n
  mail
}
@deprecated("use v") view w for e from s { k = n, @deprecated("use j") l = n }
transform t { x = r.a + r.b + old.c }
@deprecated("use two")
service one { allow pii, v.*, w.*, t.x }
`);
  const docs = [...text.matchAll(/(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?readonly (\w+)\??:/g)].map((match) => {
    const doc = (match[1] ?? "").replace(/\s*\n\s*\*\s*/g, " ").trim();
    return `${match[2]}: ${doc}`;
  });
  expect(docs).toEqual([
    "id: ",
    "a: @deprecated say *\\/ b",
    "b: ",
    "c: @deprecated all of it",
    "n: How many. @deprecated use m",
    "m: @deprecated",
    "mail: Personal data.",
    "k: @deprecated use v",
    "l: @deprecated use j",
    "x: ",
    "one: @deprecated use two",
  ]);
});
