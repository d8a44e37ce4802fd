/** MEANING 127: chains of `fn` calls may be as deep as every phase can follow. Deeper ones are reported. */
import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/index.js";
import { kinds, programOf } from "./kinds.js";

const chain = kinds.find(({ name }) => name === "fns that call each other");
if (chain === undefined) throw new Error("the kind has another name");

/** The errors of `v { x = g0(…) }`, where a chain of `fn`s calls each other n times. */
function found(text: string): readonly string[] {
  const files = { ...programOf(chain!, 1), "long.feat": text };
  const host = { read: (path: string) => (files as Record<string, string>)[path] ?? null, list: () => ["long.feat"] };
  const errors = compile(host, "").diagnostics.filter(({ severity }) => severity === "error");
  return errors.map(({ code, place, message }) => {
    return `${code} ${text.slice(place.span.start, place.span.end)}: ${message}`;
  });
}

const calls = (n: number): string =>
  Array.from({ length: n }, (_, k) => `fn g${k + 1}(a: int64?): int64? = g${k}(a + 1)\n`).join("");
const program = (n: number, rest = ""): string =>
  `fn g0(a: int64?): int64? = a\n${calls(n)}entity e { id: int64 }\nview v for e from data {\n  x = g${n}(i)\n}\n${rest}service s { v.* }\n`;

describe("MEANING 127: fns that call each other", () => {
  test("390 calls in a chain are no error", () => expect(found(program(390))).toEqual([]));

  test.each([500, 5000])("%d calls are reported at the first fn that is too deep, and only there", (n) => {
    expect(found(program(n))).toEqual([
      expect.stringMatching(/^FEAT4070 g\d+: the `fn`s that `g\d+` calls are nested too deep$/),
    ]);
  });

  test("a view whose own expression makes the calls too deep is reported", () => {
    const nested = `${"g390(".repeat(3)}i${")".repeat(3)}`;
    expect(found(program(390).replace("g390(i)", nested))).toEqual([
      "FEAT4070 v: the `fn`s that `v` calls are nested too deep",
    ]);
  });

  test("a transform is reported in the same way", () => {
    const nested = `${"g390(".repeat(3)}v.x${")".repeat(3)}`;
    expect(found(program(390, `transform t { y = ${nested} }\n`).replace("{ v.* }", "{ v.*, t.* }"))).toEqual([
      "FEAT4070 t: the `fn`s that `t` calls are nested too deep",
    ]);
  });

  test.each([
    [1, /^FEAT3009 g0: a cycle of definitions: `g0` reads `g1` reads `g0`$/],
    [390, /^FEAT3009 g1: .* reads … \(382 more\) reads `g2` reads `g1`$/],
    [700, /^FEAT3009/],
    [2000, /^FEAT4070/],
  ])("a cycle of %d fns is reported", (n, message) => {
    expect(found(program(n).replace("= a\n", `= g${n}(a)\n`))[0]).toMatch(message);
  });
});

const list = (n: number, text: (k: number) => string): string => Array.from({ length: n }, (_, k) => text(k)).join("");
/** A chain of n declarations, each of which reads the one before. The program ends with a service over the last. */
const chains: Readonly<Record<string, (n: number) => string>> = {
  source: (n) =>
    `source s0 from data { * }\n${list(n, (k) => `source s${k + 1} from s${k} { *, i = i + 1 }\n`)}view v for e from s${n} { x = i }\nservice s { v.* }\n`,
  view: (n) =>
    `view v0 for e from data { x = i }\n${list(n, (k) => `view v${k + 1} for e from data { ...v${k} }\n`)}service s { v${n}.* }\n`,
  "view of a source that joins the one before": (n) =>
    `view v0 for e from data { x = i }\n${list(n / 2, (k) => `source s${k} from data join v${k} on id { *, i = v${k}.x + 1 }\nview v${k + 1} for e from s${k} { x = i }\n`)}service s { v${n / 2}.* }\n`,
  transform: (n) =>
    `view v for e from data { x = i }\ntransform t0 { x = v.x }\n${list(n, (k) => `transform t${k + 1} { x = t${k}.x + 1 }\n`)}service s { t${n}.x }\n`,
};

describe.each(Object.entries(chains))("MEANING 127: a chain of declarations: %s", (_, chain) => {
  const text = (n: number) => `entity e { id: int64 }\n${chain(n)}`;
  test("a chain of 90 is no error", () => expect(found(text(90))).toEqual([]));
  test.each([150, 1000])("a chain of %d is one diagnostic", (n) =>
    expect(found(text(n))).toEqual([
      expect.stringMatching(/^FEAT4071 .* reads other declarations through more than 100 levels$/),
    ]),
  );
});
