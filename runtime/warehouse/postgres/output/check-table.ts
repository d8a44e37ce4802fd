import type { SourceBinding } from "../../../artifacts.js";
import { DataError, InputError } from "../../../errors.js";
import { shortName } from "../../../postgres-names.js";
import { withEnvironment } from "../../environment.js";
import { tableParts } from "../../sources/table-parts.js";
import { tableNameParts } from "../../table-name.js";
import { userQuery } from "../../user-query.js";
import type { Labels, TableOutput } from "../../warehouse.js";
import type { Engine } from "../engine.js";
import { labelQuery } from "../labels/server.js";
import type { Place } from "../sources/bind.js";
import { type Table, tableNamed } from "../tables.js";
import { identifier, literal } from "../text.js";

/**
 * The table that a result goes to. It is an error if it cannot be created or replaced, if labels or sources read it, or
 * if something would be lost with the table that it replaces.
 */
export async function checkOutputTable(
  engine: Engine,
  { table }: TableOutput,
  labels: Labels,
  sources: readonly SourceBinding[],
  place: Place,
): Promise<Table> {
  const refuse = (why: string): DataError => new DataError(`can't write table ${table}: ${why}`);
  // Nobody would look for the short name that it would get.
  if (tableNameParts(table).some(({ name }) => shortName(name) !== name))
    throw refuse("Postgres keeps 63 bytes of a name; name a shorter one");
  const found = await tableNamed(engine, table);
  if (/^pg_|^information_schema$/.test(found.schema)) throw refuse(`schema ${found.schema} is the server's own`);
  const [rights] = await engine.rows(
    "SELECT has_schema_privilege($1::regnamespace, 'CREATE')::text, current_user::text",
    [identifier(found.schema)],
  );
  const role = rights?.[1] ?? "";
  if (rights?.[0] !== "true")
    throw refuse(
      `role ${role} may not create tables in schema ${found.schema}: GRANT USAGE, CREATE ON SCHEMA ${identifier(found.schema)} TO ${identifier(role)}`,
    );
  if (found.oid === null) {
    if (await isType(engine, found)) throw refuse("it is a type; name another one");
    return found;
  }
  const kind = found.kind === "r" ? null : (kinds[found.kind ?? ""] ?? "no table");
  if (kind !== null) throw refuse(`it is ${kind}; name another one`);
  const reader = await readerOf(engine, found.oid, labels, sources, place);
  if (reader !== null) throw new InputError(`can't write table ${table}: ${reader}; name another one`);
  for (const { sql, why } of losses) {
    const [row] = await engine.rows(sql, [found.oid]);
    if (row?.[0] != null)
      throw refuse(
        `it would be replaced by a new one, and ${why(row[0], role)}: drop that first, or name another table`,
      );
  }
  return found;
}

const kinds: Readonly<Record<string, string>> = {
  v: "a view",
  m: "a materialized view",
  f: "a foreign table",
  p: "a partitioned table",
  S: "a sequence",
  i: "an index",
  I: "an index",
  c: "a type",
};

/** A table makes a type of its own name. Postgres renames a type of arrays that is in its way, but no other one. */
async function isType(engine: Engine, { schema, name }: Table): Promise<boolean> {
  const found = await engine.rows(
    `SELECT t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typname = $1 AND n.nspname = $2 AND NOT EXISTS (SELECT FROM pg_type own WHERE own.typarray = t.oid)`,
    [name, schema],
  );
  return found.length > 0;
}

/** What a table has that a new one in its place would not have. Each query has one text, or none. */
const losses: readonly { readonly sql: string; readonly why: (found: string, role: string) => string }[] = [
  {
    sql: "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = $1::oid AND NOT pg_has_role(relowner, 'USAGE')",
    why: (owner, role) => `it belongs to role ${owner}, not to ${role}`,
  },
  {
    sql: `SELECT string_agg(DISTINCT w.ev_class::regclass::text, ', ') FROM pg_depend d JOIN pg_rewrite w ON w.oid = d.objid
WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid AND w.ev_class <> $1::oid`,
    why: (views) => `the views that read it depend on it: ${views}`,
  },
  {
    sql: "SELECT string_agg(conrelid::regclass::text, ', ') FROM pg_constraint WHERE contype = 'f' AND confrelid = $1::oid AND conrelid <> $1::oid",
    why: (tables) => `foreign keys refer to it, of ${tables}`,
  },
  {
    sql: "SELECT string_agg(tgname, ', ') FROM pg_trigger WHERE tgrelid = $1::oid AND NOT tgisinternal",
    why: (triggers) => `its triggers would be lost: ${triggers}`,
  },
  {
    sql: "SELECT string_agg(rulename, ', ') FROM pg_rewrite WHERE ev_class = $1::oid",
    why: (rules) => `its rules would be lost: ${rules}`,
  },
  {
    sql: "SELECT string_agg(polname, ', ') FROM pg_policy WHERE polrelid = $1::oid",
    why: (policies) => `its row policies would be lost: ${policies}`,
  },
  {
    sql: "SELECT relname FROM pg_class WHERE oid = $1::oid AND (relrowsecurity OR relforcerowsecurity)",
    why: () => "its row security would be lost",
  },
  {
    sql: "SELECT string_agg(inhparent::regclass::text || inhrelid::regclass::text, ', ') FROM pg_inherits WHERE inhrelid = $1::oid OR inhparent = $1::oid",
    why: () => "it is a part of another table, or has parts",
  },
  {
    sql: "SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = $1::oid AND attacl IS NOT NULL AND NOT attisdropped",
    why: (columns) => `the rights on its columns would be lost: ${columns}`,
  },
  {
    sql: "SELECT string_agg(p.pubname, ', ') FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid WHERE r.prrelid = $1::oid",
    why: (publications) => `it is published: ${publications}`,
  },
];

const READS = `
WITH RECURSIVE reads(oid) AS (
  SELECT to_regclass($1)::oid
  UNION
  SELECT d.refobjid FROM reads r
  JOIN pg_rewrite w ON w.ev_class = r.oid
  JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
)
SELECT count(*) FROM reads WHERE oid = $2::oid`;

/** Says what reads a table, also through views. Null if nothing does. */
async function readerOf(
  engine: Engine,
  oid: string,
  labels: Labels,
  sources: readonly SourceBinding[],
  { environment }: Place,
): Promise<string | null> {
  const reads = async (relation: string): Promise<boolean> => {
    const [row] = await engine.rows(READS, [relation, oid]);
    return Number(row?.[0]) > 0;
  };
  const queryReads = async (query: string): Promise<boolean> => {
    await engine.run(`DROP VIEW IF EXISTS pg_temp.feat_reads`);
    await engine.runAlone(`CREATE TEMP VIEW feat_reads AS\n${query}`);
    const found = await reads("pg_temp.feat_reads");
    await engine.run("DROP VIEW pg_temp.feat_reads");
    return found;
  };
  const isLabels =
    (labels.kind === "table" && (await reads((await tableNamed(engine, labels.table)).sql))) ||
    (labels.kind === "query" && (await queryReads(labelQuery(labels, environment))));
  if (isLabels) return "the labels are read from it";
  for (const { source, location } of sources) {
    const isReader = async (): Promise<boolean> => {
      switch (location.kind) {
        case "file":
          return false;
        case "table": {
          const parts = tableParts(withEnvironment(location.name, environment)).slice(-2);
          const names = [parts, parts.map((part) => part.toLowerCase())];
          for (const name of names) if (await reads(name.map(identifier).join("."))) return true;
          return false;
        }
        case "query":
          return queryReads(userQuery(location.sql, environment, (path) => path).replace(/;\s*$/, ""));
      }
    };
    // A source that cannot be read reports its own error when it is read.
    if (await isReader().catch(() => false)) return `source \`${source}\` reads it`;
  }
  return null;
}

/** Statements that give a new table the owner and the rights of the one that it replaces. */
export async function rightsOf(engine: Engine, oid: string, of: string): Promise<readonly string[]> {
  const statements: string[] = [];
  const [owner] = await engine.rows(
    "SELECT pg_get_userbyid(relowner), (pg_get_userbyid(relowner) <> current_user)::text, (relacl IS NULL)::text FROM pg_class WHERE oid = $1::oid",
    [oid],
  );
  const grants = await engine.rows(
    "SELECT CASE WHEN a.grantee = 0 THEN NULL ELSE pg_get_userbyid(a.grantee) END, a.privilege_type, a.is_grantable::text FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = $1::oid AND a.grantee <> c.relowner",
    [oid],
  );
  for (const [grantee, right, grantable] of grants) {
    const to = grantee === null ? "PUBLIC" : identifier(grantee!);
    statements.push(`GRANT ${right} ON ${of} TO ${to}${grantable === "true" ? " WITH GRANT OPTION" : ""}`);
  }
  if (owner?.[1] === "true") statements.push(`ALTER TABLE ${of} OWNER TO ${identifier(owner[0]!)}`);
  return statements;
}

/** Statements that take rights away which the schema's defaults gave. */
export async function revokedOf(engine: Engine, of: string): Promise<readonly string[]> {
  const grants = await engine.rows(
    `SELECT DISTINCT CASE WHEN a.grantee = 0 THEN NULL ELSE pg_get_userbyid(a.grantee) END FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = to_regclass(${literal(of)}) AND a.grantee <> c.relowner`,
  );
  return grants.map(([grantee]) => `REVOKE ALL ON ${of} FROM ${grantee === null ? "PUBLIC" : identifier(grantee!)}`);
}
