/*
 * Access to JSON. In memory a JSON value is its text, because parsing would lose the digits of large ints. A value that
 * is absent, JSON's null or of another kind reads as null (MEANING 77).
 */
import { findNodeAtLocation, type Node, parseTree } from "jsonc-parser";
import type { Int } from "../values.js";
import { dateFromString, float32FromFloat64, int32FromInt64, timestampFromString } from "./casts.js";
import { fitInt64 } from "./int64.js";

const strictly = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: true };
const read = (json: string | null): Node | undefined => (json === null ? undefined : parseTree(json, [], strictly));

function within(json: string, node: Node | undefined): string | null {
  if (node === undefined || node.type === "null") return null;
  return json.slice(node.offset, node.offset + node.length);
}

/** `j.a` and `j["a"]`. */
export function jsonField(json: string | null, name: string | null): string | null {
  const tree = read(json);
  if (json === null || name === null || tree?.type !== "object") return null;
  return within(json, findNodeAtLocation(tree, [name]));
}

/** `j[0]`. Null for a negative index. */
export function jsonElement(json: string | null, index: Int | null): string | null {
  const tree = read(json);
  if (json === null || index === null || index < 0 || tree?.type !== "array") return null;
  return within(json, tree.children?.[Number(index)]);
}

export function stringFromJson(json: string | null): string | null {
  const node = read(json);
  return node?.type === "string" ? (node.value as string) : null;
}
export function boolFromJson(json: string | null): boolean | null {
  const node = read(json);
  return node?.type === "boolean" ? (node.value as boolean) : null;
}
const numberIn = (json: string | null): string | null => {
  const node = read(json);
  return json !== null && node?.type === "number" ? json.slice(node.offset, node.offset + node.length) : null;
};
/** Takes a number that is written without a point or exponent. */
export function int64FromJson(json: string | null): Int | null {
  const text = numberIn(json);
  return text !== null && /^-?\d+$/.test(text) ? fitInt64(BigInt(text)) : null;
}
export function float64FromJson(json: string | null): number | null {
  const text = numberIn(json);
  if (text === null) return null;
  const value = Number(text) + 0;
  return Number.isFinite(value) ? value : null;
}
export const int32FromJson = (json: string | null): number | null => int32FromInt64(int64FromJson(json));
export const float32FromJson = (json: string | null): number | null => float32FromFloat64(float64FromJson(json));
export const dateFromJson = (json: string | null): number | null => dateFromString(stringFromJson(json));
export const timestampFromJson = (json: string | null): Int | null => timestampFromString(stringFromJson(json));
