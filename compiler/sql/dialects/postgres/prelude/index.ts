/**
 * Functions that Postgres lacks, as functions of a session.
 *
 * In: nothing. Out: statements that a session runs once, in this order, before it runs any other of Feat's. Always: all
 * of them are in `pg_temp`, so a role needs no right but that to temporary tables, and nothing is left behind.
 */
import { calendar } from "./calendar.js";
import { type Helper, procedure } from "./define.js";
import { floats } from "./floats.js";
import { numbers } from "./numbers.js";
import { text } from "./text.js";
import { values } from "./values.js";

const raise = procedure(
  "feat_raise",
  "message text",
  "text",
  "BEGIN RAISE EXCEPTION USING MESSAGE = message, ERRCODE = 'data_exception'; END",
  { volatile: true },
);

/** Raises an error in the place of another value. */
const raiseLike = procedure(
  "feat_raise_like",
  "message text, value anyelement",
  "anyelement",
  "BEGIN RAISE EXCEPTION USING MESSAGE = message, ERRCODE = 'data_exception'; END",
  { volatile: true },
);

export const helpers = (): readonly Helper[] => [
  raise,
  raiseLike,
  ...floats,
  ...numbers,
  ...calendar,
  ...text(),
  ...values,
];

/** All statements. A session sends them in one go. */
export const prelude = (): readonly string[] => [
  helpers()
    .map(({ statement }) => statement)
    .join(";\n"),
];
