/** The values of string and duration tokens. */
import { durationPattern } from "./tokens.js";

export const isClosed = (image: string): boolean => /^"[^"\\]*(?:\\[\s\S][^"\\]*)*"$/.test(image);

/** The value of a string token. An unknown escape is kept as written. */
export function stringValue(image: string): string {
  if (image.startsWith("'")) return image.replace(/^'|'$/g, "");
  const body = image.slice(1, isClosed(image) ? -1 : undefined);
  return body.replace(/\\(u\{([0-9A-Fa-f]{1,6})\}|[\s\S])/g, (whole, one: string, hex: string | undefined) => {
    if (hex !== undefined) {
      const code = Number.parseInt(hex, 16);
      return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : "\uFFFD";
    }
    return one === "n" ? "\n" : one === "t" ? "\t" : one === "\\" || one === '"' ? one : whole;
  });
}

const microsOf: Readonly<Record<string, bigint>> = {
  us: 1n,
  ms: 1_000n,
  s: 1_000_000n,
  m: 60_000_000n,
  h: 3_600_000_000n,
  d: 86_400_000_000n,
  w: 604_800_000_000n,
};

export function durationMicros(image: string): string {
  const match = durationPattern.exec(image);
  if (match === null) return "0";
  return (BigInt((match[1] ?? "0").replaceAll("_", "")) * (microsOf[match[2] ?? ""] ?? 0n)).toString();
}
