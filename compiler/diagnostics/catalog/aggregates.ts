/** Errors in aggregates: windows, `by`, counts. FEAT41xx. */
import { define } from "../diagnostic.js";

export const unknownUnit = define<{ name: string; units: readonly string[] }>({
  code: "FEAT4101",
  name: "unknown-unit",
  severity: "error",
  message: ({ name }) => `\`${name}\` is not a unit of the calendar`,
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
  message: ({ name, source }) => `\`${name}\` reads the current rows of \`${source}\`, so it takes no \`over\``,
  help: () => "leave `over` out; if the rows are events, declare the source as `kind: events`",
});

export const byLiteral = define<{ problem: string }>({
  code: "FEAT4106",
  name: "by-literal",
  severity: "error",
  message: ({ problem }) => `\`by … in\` makes a feature of each literal: ${problem}`,
});

export const durationArgument = define<{ name: string; param: string }>({
  code: "FEAT4107",
  name: "duration-argument",
  severity: "error",
  message: ({ name, param }) => `\`${param}\` of \`${name}\` must be a duration longer than zero`,
  help: () => "write it as `7d`, `30m`",
});

export const argumentRange = define<{ name: string; param: string; least: number; most: number }>({
  code: "FEAT4108",
  name: "argument-range",
  severity: "error",
  message: ({ name, param, least, most }) =>
    `\`${param}\` of \`${name}\` must be from ${least} to ${most === 1_000_000 ? "a million" : most}`,
});

export const alwaysEmpty = define<{ unit: string; every: string }>({
  code: "FEAT4109",
  name: "always-empty",
  severity: "warning",
  message: ({ unit, every }) =>
    `with \`every ${every}\` the view is computed when a ${unit} begins, so \`this ${unit}\` is always empty`,
  help: ({ unit }) => `write \`over 1${unit === "week" ? "w" : unit[0]}\`, or \`this ${unit}\` without \`every\``,
});

export const unbounded = define<{ name: string }>({
  code: "FEAT4110",
  name: "unbounded",
  severity: "warning",
  message: ({ name }) => `\`${name}\` over a lifetime keeps every value, without a limit`,
  help: () => "bound it: `last_n(x, 100)`, `over last 100 rows`, or a window",
});
