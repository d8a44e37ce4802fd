import { type Node, parseTree } from "jsonc-parser";
import { spark } from "../../../compiler/sql/dialects/spark/index.js";
import { typeOf } from "../../../compiler/sql/dialects/spark/types.js";
import { printLine } from "../../../compiler/sql/print/index.js";
import { decimalOfText, decimalText } from "../../../runtime/functions/decimals.js";
import { sortedMap } from "../../../runtime/functions/map-order.js";
import { sparkText as quoted } from "../../../runtime/spark-types.js";
import { isNested, type Type } from "../../../runtime/types.js";
import type { Int, Value } from "../../../runtime/values.js";
import type { Session } from "../../../runtime/warehouse/spark/session.js";
import type { Engine } from "../../functions/support/engine.js";

export const engineOf = (session: () => Session): Engine => ({
  dialect: spark,
  holds: () => true,
  literal,
  encode: (sql) => encode(sql),
  decode: (value, type) => decode(value as string | null, type),
  query: (sql) => session().rows(sql),
});

/** A type as the dialect writes it. */
export const sqlType = (type: Type): string => printLine(typeOf(type), spark);
/** A type as Spark's `typeof` writes it. */
export const typeofText = (type: Type): string =>
  sqlType(type).toLowerCase().replaceAll("`", "").replaceAll(": ", ":").replaceAll(", ", ",");

/** A value as a typed literal. */
export function literal(value: Value, type: Type): string {
  if (value === null) return `CAST(NULL AS ${sqlType(type)})`;
  switch (type.kind) {
    case "array":
      return `CAST(array(${(value as readonly Value[]).map((each) => literal(each, type.element)).join(", ")}) AS ${sqlType(type)})`;
    case "struct": {
      const fields = value as Readonly<Record<string, Value>>;
      const parts = type.fields.map(({ name, type: of }) => `${quoted(name)}, ${literal(fields[name] ?? null, of)}`);
      return `CAST(named_struct(${parts.join(", ")}) AS ${sqlType(type)})`;
    }
    case "map": {
      const entries = [...(value as ReadonlyMap<Value, Value>)];
      const parts = entries.map(([key, own]) => `${literal(key, type.key)}, ${literal(own, type.value)}`);
      return `CAST(map(${parts.join(", ")}) AS ${sqlType(type)})`;
    }
    case "decimal":
      return `CAST('${decimalText(value as Int, type.scale)}' AS ${sqlType(type)})`;
    case "bytes":
      return `X'${Buffer.from(value as Uint8Array).toString("hex")}'`;
    case "string":
    case "json":
    case "enum":
      return quoted(String(value));
    default:
      return `CAST('${Object.is(value, -0) ? "-0" : String(value)}' AS ${sqlType(type)})`;
  }
}

/** Wraps an expression so that `decode` can read its value. */
export const encode = (sql: string): string => `to_json(named_struct('v', ${sql}), map('ignoreNullFields', 'false'))`;

/** Decodes a value that was selected with `encode`. */
export function decode(text: string | null | undefined, type: Type): Value {
  if (text === null || text === undefined) return null;
  const node = parseTree(text)?.children?.[0]?.children?.[1];
  if (node === undefined) throw new Error(`no JSON: ${text}`);
  return decoded(node, type, text);
}

function decoded(node: Node, type: Type, text: string): Value {
  const { children = [] } = node;
  if (node.type === "null") return null;
  switch (type.kind) {
    case "array":
      return children.map((each) => decoded(each, type.element, text));
    case "struct": {
      const own = new Map(children.map((each) => [each.children![0]!.value as string, each.children![1]!]));
      return Object.fromEntries(
        type.fields.map(({ name, type: of }) => [name, own.has(name) ? decoded(own.get(name)!, of, text) : null]),
      );
    }
    case "map":
      return sortedMap(
        new Map(
          children.map((each) => [
            keyOf(each.children![0]!.value as string, type.key),
            decoded(each.children![1]!, type.value, text),
          ]),
        ),
      );
    case "bytes":
      return new Uint8Array(Buffer.from(node.value as string, "base64"));
    case "bool":
    case "string":
    case "json":
    case "enum":
      return node.value as Value;
    default: {
      const digits = text.slice(node.offset, node.offset + node.length);
      return isNested(type) ? null : number(node.type === "string" ? (node.value as string) : digits, type);
    }
  }
}
function number(digits: string, type: Type): Value {
  if (type.kind === "decimal") return decimalOfText(plain(digits), 38, type.scale);
  if (type.kind === "float64") return Number(digits);
  if (type.kind === "float32") return Math.fround(Number(digits));
  const int = BigInt(digits);
  return Number.isSafeInteger(Number(int)) ? Number(int) : int;
}
/** A decimal without an exponent. */
function plain(digits: string): string {
  const found = /^(-?)(\d+)(?:\.(\d+))?E([+-]?\d+)$/i.exec(digits);
  if (found === null) return digits;
  const [, sign = "", whole = "", fraction = "", power = "0"] = found;
  const shifted = `${"0".repeat(60)}${whole}${fraction}${"0".repeat(60)}`;
  const point = 60 + whole.length + Number(power);
  return `${sign}${BigInt(shifted.slice(0, point))}.${shifted.slice(point, point + 45)}`;
}
const keyOf = (text: string, type: Type): Value =>
  type.kind === "string" || type.kind === "enum" ? text : type.kind === "bool" ? text === "true" : number(text, type);
