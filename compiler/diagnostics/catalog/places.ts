/** Where a source's data is, for each target and dialect: FEAT20xx. */
import { define } from "../diagnostic.js";
import { suggestion } from "../suggest.js";

export const csvWithoutCsv = define<{ what: string }>({
  code: "FEAT2029",
  name: "csv-without-csv",
  severity: "error",
  message: ({ what }) => `\`csv\` is for CSV files, but this source reads ${what}`,
  help: () => "a CSV file's name ends in .csv or .tsv, and in .gz or .zst behind it if the file is packed",
});

export const fileFormat = define<{ path: string }>({
  code: "FEAT2022",
  name: "file-format",
  severity: "error",
  message: ({ path }) => `the ending of \`${path}\` does not tell the file's format`,
  help: () => "the ending is one of .parquet, .csv, .json, .jsonl, .ndjson",
});

/** `name`: the target or dialect for which there is no place. `dialect`: what a target's warehouse runs. */
export const missingPlace = define<{ key: string; what: "target" | "dialect"; name: string; dialect: string }>({
  code: "FEAT2023",
  name: "missing-place",
  severity: "error",
  message: ({ key, what, name }) =>
    what === "dialect" ? `there is no ${key} here for \`${name}\`` : `there is no ${key} here for target \`${name}\``,
  help: ({ what, name, dialect }) =>
    what === "dialect"
      ? `add \`${name}: …\`, or write one text for all`
      : `add \`${name}: …\`, or \`${dialect}: …\` for all targets with that dialect, or write one text for all`,
});

export const twiceForPlace = define<{ key: string; kinds: readonly string[] }>({
  code: "FEAT2040",
  name: "twice-for-place",
  severity: "error",
  message: ({ key, kinds }) => `for \`${key}\` there is ${kinds.map((kind) => `a \`${kind}\``).join(" and ")} here`,
  help: () => "keep the one that is read there",
});

export const unknownPlace = define<{ key: string; targets: readonly string[]; dialects: readonly string[] }>({
  code: "FEAT2041",
  name: "unknown-place",
  severity: "error",
  message: ({ key }) => `there is no target and no dialect \`${key}\``,
  help: ({ key, targets, dialects }) => suggestion(key, [...targets, ...dialects], "targets and dialects"),
});

export const ambiguousPlace = define<{ key: string; dialect: string }>({
  code: "FEAT2042",
  name: "ambiguous-place",
  severity: "error",
  message: ({ key, dialect }) =>
    `\`${key}\` is a dialect, and the name of a target whose warehouse runs \`${dialect}\``,
  help: () => "give the target another name in feat.yaml",
});

export const unreadablePlace = define<{ key: string; dialect: string }>({
  code: "FEAT2043",
  name: "unreadable-place",
  severity: "error",
  message: ({ key, dialect }) =>
    key === dialect
      ? `\`${dialect}\` cannot read a file`
      : `target \`${key}\` runs \`${dialect}\`, which cannot read a file`,
  help: ({ key }) => `load the file into a table, and write \`table: { ${key}: … }\``,
});
