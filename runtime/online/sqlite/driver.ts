import { StoreError } from "../../errors.js";
import { loadPackage, type OptionalPackage } from "../optional-package.js";

/** The part of `node:sqlite` that the store uses. */
export interface Sqlite {
  readonly DatabaseSync: new (path: string, options: { readonly timeout: number }) => SqliteFile;
}
export interface SqliteFile {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}
export interface SqliteStatement {
  get(...parameters: readonly Parameter[]): Readonly<Record<string, unknown>> | undefined;
  all(...parameters: readonly Parameter[]): readonly Readonly<Record<string, unknown>>[];
  run(...parameters: readonly Parameter[]): { readonly changes: number | bigint };
}
type Parameter = Uint8Array | string | null;

/** Node 22.13 and newer have SQLite. For Node 20 there is a package with the same interface. */
export const sqlitePackage: OptionalPackage = { name: "@photostructure/sqlite", versions: "^1.2.1" };

export async function loadSqlite(): Promise<Sqlite> {
  const own: unknown = process.getBuiltinModule?.("node:sqlite");
  if (isSqlite(own)) return own;
  const loaded: unknown = await loadPackage(
    `the SQLite store on Node ${process.versions.node} (Node 22.13 and newer have SQLite)`,
    sqlitePackage,
    () => import("@photostructure/sqlite"),
  );
  if (!isSqlite(loaded)) throw new StoreError("", `the package ${sqlitePackage.name} has no \`DatabaseSync\``);
  return loaded;
}

const isSqlite = (module: unknown): module is Sqlite =>
  typeof module === "object" &&
  module !== null &&
  "DatabaseSync" in module &&
  typeof module.DatabaseSync === "function";
