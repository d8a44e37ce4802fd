import { exactly, example, gives } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";

const positive = (literal: string | number | boolean | null | undefined): boolean =>
  typeof literal === "string" && BigInt(literal) > 0n;

const bucket = (kind: "string" | "int64"): Overload => ({
  key: kind,
  params: [exactly("x", kind), exactly("n", "int64")],
  result: gives("int64"),
  nulls: "partial",
  nullable: (args, [, n]) => args.some((arg) => arg.nullable) || !positive(n),
  ts: kind === "string" ? "hashBucketString" : "hashBucketInt64",
});

const digest = (name: string, kind: "string" | "bytes", ts: string): Overload => ({
  key: kind,
  params: [exactly(name, kind)],
  result: gives("string"),
  nulls: "strict",
  ts,
});

export const hashing: readonly ScalarFunction[] = [
  {
    name: "hash_bucket",
    doc: "A bucket number from 0 to n - 1: the first 13 hex digits of the MD5 of the UTF-8 text (for an int: of its digits), as a number, modulo n. Null if n is not positive.",
    overloads: [bucket("string"), bucket("int64")],
    examples: [
      example('hash_bucket("abc", 1000)', 796),
      example('hash_bucket("", 16)', 0xd41d8cd98f00b % 16),
      example("hash_bucket(-12, 1)", 0),
      example('hash_bucket("abc", 0)', null),
    ],
  },
  {
    name: "md5",
    doc: "The MD5 of the UTF-8 text, as 32 lower-case hex digits.",
    overloads: [digest("s", "string", "md5")],
    examples: [example('md5("abc")', "900150983cd24fb0d6963f7d28e17f72")],
  },
  {
    name: "sha256",
    doc: "The SHA-256 of the UTF-8 text, as 64 lower-case hex digits.",
    overloads: [digest("s", "string", "sha256")],
    examples: [example('sha256("")', "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")],
  },
  {
    name: "hex",
    doc: "Bytes, or the UTF-8 of a text, as lower-case hex digits.",
    overloads: [digest("s", "string", "hexOfString"), digest("b", "bytes", "hexOfBytes")],
    examples: [example('hex("a\\u{E9}")', "61c3a9"), example('hex("")', "")],
  },
  {
    name: "base64",
    doc: "Bytes, or the UTF-8 of a text, in base64 with padding.",
    overloads: [digest("s", "string", "base64OfString"), digest("b", "bytes", "base64OfBytes")],
    examples: [example('base64("ab")', "YWI="), example('base64("")', "")],
  },
];
