import { describe, expect, test } from "vitest";
import { durationMicros } from "../../compiler/project/duration-text.js";
import { globMatcher, globRoot, interpolate } from "../../compiler/project/index.js";
import { normalize, underFolder } from "../../compiler/project/paths.js";
import { readType } from "../../compiler/project/type-text.js";
import { typeText } from "../../runtime/types.js";

describe("globs", () => {
  test.each([
    ["features/**/*.feat", "features/a.feat", true],
    ["features/**/*.feat", "features/x/y/a.feat", true],
    ["features/**/*.feat", "featuresx/a.feat", false],
    ["features/**/*.feat", "features/a.feats", false],
    ["**/*.feat", "a.feat", true],
    ["**/*.feat", "x/y/a.feat", true],
    ["*.feat", "x/a.feat", false],
    ["./*.feat", "a.feat", true],
    ["a?.feat", "ab.feat", true],
    ["a?.feat", "a/.feat", false],
    ["a?.feat", "a🦆.feat", true],
    ["a.feat", "axfeat", false],
    ["x/**", "x/y/z", true],
    ["(a)[b]{c}+.feat", "(a)[b]{c}+.feat", true],
  ])("%s matches %s: %s", (pattern, path, matches) => {
    expect(globMatcher(pattern)(path)).toBe(matches);
  });

  test.each([
    ["features/**/*.feat", "features"],
    ["*.feat", ""],
    ["a/b/c.feat", "a/b"],
    ["./x/*.feat", "x"],
  ])("%s lies within %j", (pattern, root) => {
    expect(globRoot(pattern)).toBe(root);
  });
});

describe("variables", () => {
  const env = { A: "1", EMPTY: "", "A-B": "x" };
  test.each([
    ["x${A}y${A}", "x1y1"],
    ["${B:-2}", "2"],
    ["${A:-2}", "1"],
    ["${EMPTY:-2}", "2"],
    ["${EMPTY}", ""],
    ["${B:-}", ""],
    ["$A ${ A} $${A}", "$A ${ A} $1"],
    ["plain", "plain"],
  ])("%s expands to %j", (text, result) => {
    expect(interpolate(text, env)).toEqual({ ok: true, text: result });
  });
  test.each([
    ["${B}", "B"],
    ["${A}${toString}${B}", "toString"],
  ])("%s needs %s", (text, variable) => {
    expect(interpolate(text, env)).toEqual({ ok: false, variable });
  });
});

describe("durations", () => {
  test.each([
    ["2h", "7200000000"],
    ["0s", "0"],
    ["1_000ms", "1000000"],
    ["1w", "604800000000"],
    ["9223372036854775807us", "9223372036854775807"],
    ["9223372036854775808us", null],
    ["2", null],
    ["2 h", null],
    ["-2h", null],
    ["1.5h", null],
    ["1__0h", null],
    ["2hours", null],
    ["", null],
  ])("%s is %s", (text, micros) => {
    expect(durationMicros(text)).toBe(micros);
  });
});

describe("types", () => {
  test.each([
    "int64",
    "float64?",
    "string[]",
    "string[]?",
    "float32[3]",
    "int32[2]?",
    "bytes",
    "json",
    "date[][]",
    "decimal(18, 2)?",
    "map<string, int64>",
    "map<int64, string[]>?",
    "struct { a: int64, b: string?, c: struct { d: date }[] }[]",
  ])("%s", (text) => {
    const read = readType(text);
    expect(read.kind === "type" && typeText(read.type)).toBe(text);
  });
  test.each([
    [" int64 ? ", "int64?"],
    ["string?[]", "string[]"],
  ])("%s is %s", (text, same) => {
    const read = readType(text);
    expect(read.kind === "type" && typeText(read.type)).toBe(same);
  });
  test.each([
    ["", "malformed"],
    ["int64 x", "malformed"],
    ["int64??", "malformed"],
    ["int64[-1]", "malformed"],
    ["64int", "malformed"],
    ["Int64", "unknown"],
    ["struct", "unknown"],
    ["constructor", "unknown"],
    ["decimal", "decimal"],
    ["decimal(0)", "decimal"],
    ["decimal(10, 11)", "decimal"],
    ["map<float64, string>", "key"],
    ["map<string>", "malformed"],
    ["struct { a int64 }", "malformed"],
    ["struct { a: int64, a: string }", "malformed"],
    ["string[2]", "vector"],
    ["int64?[2]", "vector"],
  ])("%s: %s", (text, kind) => {
    expect(readType(text).kind).toBe(kind);
  });
});

describe("paths", () => {
  test.each([
    ["a/b", "x.csv", "a/b/x.csv"],
    ["a/b", "../x.csv", "a/x.csv"],
    ["a", "../../x.csv", "../x.csv"],
    ["", "./x.csv", "x.csv"],
    ["a", "/x.csv", "/x.csv"],
    ["a", "https://h/x.csv", "https://h/x.csv"],
    ["a", "x//y.csv", "a/x/y.csv"],
  ])("in %j, %s is %s", (folder, path, same) => {
    expect(underFolder(folder, path)).toBe(same);
  });
  test.each([
    ["../../a", "../../a"],
    ["a/../../b", "../b"],
    ["/../a", "/../a"],
    ["./", ""],
  ])("%s is %s", (path, same) => {
    expect(normalize(path)).toBe(same);
  });
});
