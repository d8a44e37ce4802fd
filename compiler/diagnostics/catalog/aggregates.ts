/** What is wrong with an aggregate: its window, its `by`, the counts in it. FEAT41xx. */
import { define } from "../diagnostic.js";

export const unknownUnit = define<{ name: string; units: readonly string[] }>({
  code: "FEAT4101",
  name: "unknown-unit",
  severity: "error",
  message: ({ name }) => `\`${name}\` is no unit of the calendar`,
  help: ({ units }) => `the units are ${units.join(", ")}`,
});

export const unknownZone = define<{ zone: string }>({
  code: "FEAT4102",
  name: "unknown-zone",
  severity: "error",
  message: ({ zone }) => `there is no time zone "${zone}"`,
  help: () => 'a zone is a name of the IANA database: "Europe/Berlin", "America/New_York", "UTC"',
});

export const badCount = define<{ what: string }>({
  code: "FEAT4103",
  name: "bad-count",
  severity: "error",
  message: ({ what }) => `${what} takes a whole number from 1 to a million`,
});

export const overOnState = define<{ name: string; source: string }>({
  code: "FEAT4105",
  name: "over-on-state",
  severity: "error",
  message: ({ name, source }) =>
    `\`${name}\` runs over the rows of \`${source}\` that are current, and takes no \`over\``,
  help: () => "leave `over` out; for rows of a time, declare the source as `kind: events`",
});

export const byLiteral = define<{ problem: string }>({
  code: "FEAT4106",
  name: "by-literal",
  severity: "error",
  message: ({ problem }) => `\`by … in\` names its features by its literals: ${problem}`,
});

export const durationArgument = define<{ name: string; param: string }>({
  code: "FEAT4107",
  name: "duration-argument",
  severity: "error",
  message: ({ name, param }) => `\`${param}\` of \`${name}\` is a duration, longer than zero`,
  help: () => "write it as `7d`, `30m`",
});

export const argumentRange = define<{ name: string; param: string; least: number; most: number }>({
  code: "FEAT4108",
  name: "argument-range",
  severity: "error",
  message: ({ name, param, least, most }) =>
    `\`${param}\` of \`${name}\` goes from ${least} to ${most === 1_000_000 ? "a million" : most}`,
});

export const alwaysEmpty = define<{ unit: string; every: string }>({
  code: "FEAT4109",
  name: "always-empty",
  severity: "warning",
  message: ({ unit, every }) =>
    `under \`every ${every}\` the view's instants begin a ${unit}, so \`this ${unit}\` is always empty`,
  help: ({ unit }) => `say \`over 1${unit === "week" ? "w" : unit[0]}\`, or \`this ${unit}\` without \`every\``,
});

export const unbounded = define<{ name: string }>({
  code: "FEAT4110",
  name: "unbounded",
  severity: "warning",
  message: ({ name }) => `\`${name}\` over a lifetime keeps all values there ever were`,
  help: () => "bound it: `last_n(x, 100)`, `over last 100 rows`, or a window",
});
