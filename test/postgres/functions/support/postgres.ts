import { type Node, parseTree } from "jsonc-parser";
import { Client } from "pg";
import { postgres, prelude } from "../../../../compiler/sql/dialects/postgres/index.js";
import { typeOf } from "../../../../compiler/sql/dialects/postgres/types.js";
import { printLine } from "../../../../compiler/sql/print/index.js";
import { decimalOfText, decimalText } from "../../../../runtime/functions/decimals.js";
import { sortedMap } from "../../../../runtime/functions/map-order.js";
import { isNested, type Type } from "../../../../runtime/types.js";
import type { Int, Value } from "../../../../runtime/values.js";
import type { Engine } from "../../../functions/support/engine.js";
import { ownPostgres } from "../../../support/own-postgres.js";

export const engine: Engine = {
  dialect: postgres,
  holds: (value) => !hasNul(value),
  literal: (value, type) => literal(value, type),
  encode: (sql) => encode(sql),
  decode: (value, type) => decode(value as string | null, type),
  query: (sql) => query(sql),
};

/** True if a text in the value contains U+0000, which Postgres cannot hold. */
export const hasNul = (value: Value): boolean => {
  if (typeof value === "string") return value.includes("\0");
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return false;
  if (value instanceof Map) return [...value].some(([key, own]) => hasNul(key) || hasNul(own));
  return Object.values(value).some((each) => hasNul(each as Value));
};

let session: Promise<Client> | null = null;

/** A session with the prelude. All queries of a test file run in one. */
async function opened(): Promise<Client> {
  const client = new Client({ connectionString: await ownPostgres() });
  await client.connect();
  for (const statement of prelude()) await client.query(statement);
  return client;
}

/** The rows of a query, with all values as texts. */
export async function query(sql: string): Promise<readonly (readonly (string | null)[])[]> {
  session ??= opened();
  const types = { getTypeParser: () => (text: string) => text };
  const { rows } = await (await session).query<(string | null)[]>({ text: sql, rowMode: "array", types });
  return rows;
}
export async function close(): Promise<void> {
  if (session !== null) await (await session).end();
  session = null;
}

/** A type as the dialect writes it. */
export const sqlType = (type: Type): string => printLine(typeOf(type), postgres);
/** A type as `pg_typeof` writes it. */
export const typeofText = (type: Type): string =>
  sqlType(type)
    .toLowerCase()
    .replace(/\(\d+, \d+\)/, "");

/** A value as a typed literal. */
export function literal(value: Value, type: Type): string {
  if (value === null) return `NULL::${sqlType(type)}`;
  switch (type.kind) {
    case "array": {
      const elements = (value as readonly Value[]).map((each) =>
        type.element.kind === "array" ? `to_jsonb(${literal(each, type.element)})` : literal(each, type.element),
      );
      return `ARRAY[${elements.join(", ")}]::${sqlType(type)}`;
    }
    case "struct": {
      const fields = value as Readonly<Record<string, Value>>;
      return `jsonb_build_object(${type.fields.map(({ name, type: of }) => `${quoted(name)}, ${literal(fields[name] ?? null, of)}`).join(", ")})`;
    }
    case "map": {
      const entries = [...(value as ReadonlyMap<Value, Value>)];
      return `jsonb_build_object(${entries.map(([key, own]) => `${literal(key, type.key)}::TEXT, ${literal(own, type.value)}`).join(", ")})`;
    }
    case "decimal":
      return `'${decimalText(value as Int, type.scale)}'::${sqlType(type)}`;
    case "bytes":
      return `'\\x${Buffer.from(value as Uint8Array).toString("hex")}'::BYTEA`;
    default:
      return `${quoted(Object.is(value, -0) ? "-0" : String(value))}::${sqlType(type)}`;
  }
}
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Wraps an expression so that `decode` can read its value. */
export const encode = (sql: string): string => `to_jsonb(${sql})::TEXT`;

/** Decodes a value that was selected with `encode`. */
export function decode(text: string | null | undefined, type: Type): Value {
  if (text === null || text === undefined) return null;
  const node = parseTree(text);
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
      return Object.fromEntries(type.fields.map(({ name, type: of }) => [name, decoded(own.get(name)!, of, text)]));
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
      return new Uint8Array(Buffer.from((node.value as string).slice(2), "hex"));
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
  if (type.kind === "decimal") return decimalOfText(digits, 38, type.scale);
  if (type.kind === "float64") return Number(digits);
  if (type.kind === "float32") return Math.fround(Number(digits));
  const int = BigInt(digits);
  return Number.isSafeInteger(Number(int)) ? Number(int) : int;
}
const keyOf = (text: string, type: Type): Value =>
  type.kind === "string" || type.kind === "enum" ? text : type.kind === "bool" ? text === "true" : number(text, type);
