import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readType } from "../../../compiler/project/type-text.js";
import type { Reach, SourceBinding, SourceLocation, SourceTime, Statement } from "../../../runtime/artifacts.js";
import { openDuckDB } from "../../../runtime/index.js";
import { type EnumType, scalar, type Type } from "../../../runtime/types.js";
import type { Int, Value } from "../../../runtime/values.js";
import type { Warehouse } from "../../../runtime/warehouse/warehouse.js";

/** The enum that types in these tests may name. */
const kind: EnumType = { kind: "enum", name: "kind", values: ["web", "store"], nullable: false };

export function typeOf(text: string): Type {
  const read = readType(text, new Map([["kind", kind.values]]));
  if (read.kind !== "type") throw new Error(`${text} is no type`);
  return read.type;
}

/** The declaration of a source, except for the location of its data. The time is the column `t`. */
export interface Said {
  /** Declared columns, each with its type and, if it has another, its name in the data. */
  readonly columns: Readonly<Record<string, string | { readonly type: string; readonly column: string }>>;
  readonly time?: Partial<SourceTime>;
  readonly key?: readonly string[];
  readonly deleted?: string;
  readonly created?: SourceTime;
  readonly until?: SourceTime;
  readonly sequence?: { readonly column: string; readonly type: Type };
  readonly reach?: Reach;
}

/** A folder of data, and a warehouse over it. */
export class Bound {
  private constructor(
    readonly folder: string,
    readonly warehouse: Warehouse,
  ) {}

  static async open(): Promise<Bound> {
    const folder = mkdtempSync(join(tmpdir(), "feat-bound-"));
    return new Bound(folder, await openDuckDB({ folder }));
  }

  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  async copy(path: string, sql: string, options = "FORMAT parquet"): Promise<void> {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    await this.warehouse.run(`COPY (${sql}) TO '${join(this.folder, path)}' (${options})`);
  }

  binding(location: SourceLocation, { columns, time, key = [], ...more }: Said): SourceBinding {
    return {
      source: "s",
      relation: "feat_source_s",
      location,
      at: { file: "s.yaml", line: 1 },
      columns: Object.entries(columns).map(([name, said]) => ({
        name,
        column: typeof said === "string" ? name : said.column,
        type: typeOf(typeof said === "string" ? said : said.type),
      })),
      time: { column: "t", format: "timestamp", zone: null, day: "start", ...time },
      key,
      ...more,
    };
  }

  /**
   * The rows of an expression over the source's relation, in the order of `order`. `at` is the instant that the
   * statement asks about.
   */
  async rows(
    location: SourceLocation,
    said: Said,
    expression = "x",
    order = '"@time"',
    at: Int | null = null,
  ): Promise<readonly Value[]> {
    const binding = this.binding(location, said);
    const declared = binding.columns.find(({ name }) => name === expression);
    const type: Type = declared?.type ?? scalar("string", true);
    const value = declared === undefined ? `CAST(${expression} AS VARCHAR)` : `"${expression}"`;
    const sql: Statement = {
      sources: [binding],
      blocks: [],
      result: `SELECT ${value} AS v FROM feat_source_s ORDER BY ${order}`,
    };
    const out: Value[] = [];
    const asked = { of: "x", sql, columns: [{ name: "v", type }], parameters: { at } };
    for await (const { columns } of this.warehouse.read(asked)) out.push(...columns[0]!);
    return out;
  }

  /** The declared columns of the only row. */
  async row(location: SourceLocation, said: Said): Promise<Readonly<Record<string, Value>>> {
    const binding = this.binding(location, said);
    const columns = binding.columns.map(({ name, type }) => ({ name, type }));
    const result = `SELECT ${columns.map(({ name }) => `"${name}"`).join(", ")} FROM feat_source_s`;
    const sql: Statement = { sources: [binding], blocks: [], result };
    const found: Record<string, Value> = {};
    for await (const batch of this.warehouse.read({ of: "x", sql, columns, parameters: { at: null } })) {
      if (batch.rows !== 1) throw new Error(`${batch.rows} rows`);
      for (const [index, { name }] of columns.entries()) found[name] = batch.columns[index]![0]!;
    }
    return found;
  }

  async close(): Promise<void> {
    await this.warehouse.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const file = (path: string, more: Partial<Extract<SourceLocation, { kind: "file" }>> = {}): SourceLocation => ({
  kind: "file",
  path,
  folder: "",
  format: /\.(jsonl?|ndjson)(\.gz)?$/.test(path) ? "json" : /\.[ct]sv(\.gz|\.zst)?$/.test(path) ? "csv" : "parquet",
  ...more,
});
export const table = (name: string): SourceLocation => ({ kind: "table", name });
export const query = (sql: string): SourceLocation => ({ kind: "query", sql, folder: "" });

/** A value as JSON-like text, so that tables of tests can hold it. */
export function shown(value: Value): string {
  if (value === null) return "null";
  if (value instanceof Uint8Array) return `bytes ${[...value].join(",")}`;
  if (value instanceof Map)
    return `{${[...value].map(([key, item]) => `${shown(key as Value)}: ${shown(item as Value)}`).join(", ")}}`;
  if (Array.isArray(value)) return `[${value.map((item) => shown(item as Value)).join(", ")}]`;
  if (typeof value === "object")
    return `(${Object.entries(value as Record<string, Value>)
      .map(([name, item]) => `${name}: ${shown(item)}`)
      .join(", ")})`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
