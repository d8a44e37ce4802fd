import { typeText, withNullable } from "../../runtime/types.js";
import type { ColumnThere, Finding } from "../../runtime/warehouse/data/index.js";
import { sayWhich } from "../../runtime/warehouse/sources/time-words.js";
import { grouped, plural } from "../terminal/table.js";

/** What a finding says, and the way out. Names are written as YAML takes them. */
export interface Words {
  readonly message: string;
  readonly help: string | null;
}

/** `source`: the source's name, for commands to run. */
export function wordsOf(finding: Finding, source: string): Words {
  switch (finding.kind) {
    case "unreadable":
      return { message: `its data cannot be read: ${finding.problem}`, help: null };
    case "no-rows":
      return { message: "it has no rows", help: null };
    case "missing":
      return missing(finding);
    case "denied":
      return { message: `the role may not read column ${quoted(finding.column)}`, help: finding.grant };
    case "missing-in-some":
      return {
        message: `${finding.file} has no column ${quoted(finding.column)}: \`${finding.name}\` is null in its rows`,
        help: null,
      };
    case "ambiguous":
      return ambiguous(finding);
    case "extra":
      return {
        message: `${plural(finding.columns.length, "column")} of the data ${finding.columns.length === 1 ? "is" : "are"} not declared: ${listed(finding.columns)}`,
        help: `\`feat pull ${source}\` adds ${finding.columns.length === 1 ? "it" : "them"}`,
      };
    case "untyped":
      return {
        message: `${plural(finding.columns.length, "column")} of the data ${finding.columns.length === 1 ? "has a type" : "have types"} that no source can declare: ${listed(finding.columns)}`,
        help: "where it is needed, read a view of the table or a copy of the file that casts it",
      };
    case "wrong-type":
      return {
        message: `\`${finding.name}\` is ${finding.physical} in the data, which does not convert to ${bare(finding.type)}`,
        help:
          finding.fits === null ? null : `declare \`${typeText(withNullable(finding.fits, finding.type.nullable))}\``,
      };
    case "converted":
      return {
        message: `\`${finding.name}\` is ${finding.physical} in the data, and is converted to ${bare(finding.type)}`,
        help: null,
      };
    case "bad-values": {
      const at = finding.path === "" ? "" : `, at ${finding.name}${finding.path}`;
      const where = finding.where === null ? "" : ` (${finding.where})`;
      const format = finding.format === null ? "" : ` (\`${finding.role}\` has format \`${finding.format}\`)`;
      return {
        message: `\`${finding.name}\`: ${share(finding)} do not convert: ${finding.what}${at}${where}`,
        help:
          finding.format === null
            ? `it takes ${finding.takes}${finding.fits === null ? "" : `; the data have ${bare(finding.fits)}`}`
            : `${finding.takes}${format}`,
      };
    }
    case "nulls":
      return {
        message: `\`${finding.name}\` is null in ${share(finding)}, and ${bare(finding.type)} may not be null`,
        help: `declare \`${typeText(withNullable(finding.type, true))}\``,
      };
    case "time-number":
      return {
        message: `\`${finding.role}\` reads ${quoted(finding.column)}, which has numbers (${finding.physical}), not times`,
        help: `by their size they count ${units[finding.unit]} since 1970: write \`${finding.role}: { column: ${yamlText(finding.column)}, format: unix_${finding.unit} }\``,
      };
    case "time-day":
      return {
        message: `\`time\` reads ${quoted(finding.column)}, which is a DATE and says no instant of the day`,
        help: sayWhich(yamlText(finding.column)),
      };
    case "time-format":
      return {
        message: `\`${finding.role}\` has format \`${finding.format}\`, which takes numbers, and ${quoted(finding.column)} is ${finding.physical}`,
        help: "leave out `format`",
      };
    case "time-unit":
      return {
        message: `\`${finding.role}\` has format \`${finding.format}\`, but by their size the numbers in ${quoted(finding.column)} count ${units[finding.unit]}`,
        help: `write \`format: unix_${finding.unit}\``,
      };
    case "not-a-time":
      return {
        message: `\`${finding.role}\` reads ${quoted(finding.column)}, which is ${finding.physical} and no time`,
        help: `name a column with times in \`${finding.role}:\``,
      };
    case "days":
      return {
        message: `the times in ${quoted(finding.column)} are days, and count from 00:00 UTC`,
        help: sayWhich(yamlText(finding.column)),
      };
    case "without-time":
      return {
        message: `${share(finding)} ${finding.count === 1 ? "has" : "have"} no time in ${quoted(finding.column)} and never ${finding.count === 1 ? "counts" : "count"}`,
        help: finding.count === finding.rows ? "name a column with times in `time:`" : null,
      };
    case "without-key":
      return {
        message: `${share(finding)} ${finding.count === 1 ? "has" : "have"} a null in the key (${names(finding.columns)}) and never ${finding.count === 1 ? "counts" : "count"}`,
        help: finding.count === finding.rows ? "name columns with values in `key:`" : null,
      };
    case "repeated-key":
      return repeatedKey(finding);
  }
}

const units = { s: "seconds", ms: "milliseconds", us: "microseconds", ns: "nanoseconds" } as const;

function missing({ name, column, declared, file, there, near }: Extract<Finding, { kind: "missing" }>): Words {
  const message = `there is no column ${quoted(column)} in ${file ?? "the data"}`;
  if (file !== null) return { message, help: "other files have it: declare its type with `?` if it may be null" };
  const has = `the data has ${listed(there)}`;
  if (near === null) return { message, help: has };
  const fix = declared
    ? `\`${yamlText(name)}: { type: …, column: ${yamlText(near)} }\``
    : `${quoted(near)} in its place`;
  return { message, help: `did you mean ${quoted(near)}? Then write ${fix}; ${has}` };
}

function ambiguous({ name, column, declared, why, alike, file }: Extract<Finding, { kind: "ambiguous" }>): Words {
  const of = file ?? "the data";
  switch (why) {
    case "twice":
      return { message: `${of} has several columns ${quoted(column)}`, help: "rename all but one" };
    case "folder":
      return {
        message: `a column of ${of} and its folder \`${alike[1]}=…\` have one name`,
        help: "rename one of them",
      };
    case "case": {
      const ways = alike.map((own) =>
        declared ? `\`${yamlText(name)}: { type: …, column: ${yamlText(own)} }\`` : quoted(own),
      );
      return {
        message: `${quoted(column)} may be ${alike.map(quoted).join(" or ")} of ${of}`,
        help: `write ${ways.join(" or ")}`,
      };
    }
  }
}

function repeatedKey({ columns, of, count, rows, ordered }: Extract<Finding, { kind: "repeated-key" }>): Words {
  const what = of === "state" ? `the key (${names(columns)}) and the time` : `the key (${names(columns)})`;
  return {
    message: `${share({ count, rows })} ${count === 1 ? "repeats" : "repeat"} ${what} of another row; ${ordered ? "the newest of them counts" : "their values decide which of them counts"}`,
    help: ordered ? null : "declare `created` or `sequence`, which say which of them is the newest",
  };
}

/** How many columns a list shows. */
const LISTED = 12;
function listed(columns: readonly ColumnThere[]): string {
  const shown = columns
    .slice(0, LISTED)
    .map(({ name, type }) => (type === null ? quoted(name) : `${quoted(name)} ${type}`));
  const more = columns.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${grouped(more)} more`;
}

const names = (columns: readonly string[]): string => columns.map((name) => `\`${name}\``).join(", ");
const quoted = (name: string): string => `"${name}"`;
const bare = (type: Parameters<typeof typeText>[0]): string => typeText(withNullable(type, false));

/** `3 of 8 rows (38 %)`. A share that is not all never reads as 100 %. */
function share({ count, rows }: { readonly count: number; readonly rows: number }): string {
  const percent = (count / rows) * 100;
  const shown = percent < 1 ? "under 1" : count < rows ? String(Math.min(99, Math.round(percent))) : "100";
  return `${grouped(count)} of ${plural(rows, "row")} (${shown} %)`;
}

/** A name as a YAML flow map takes it. */
export const yamlText = (name: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name));
