/**
 * The commands of `feat`, in the order of its help.
 *
 * In: nothing. Out: a maker of each command.
 * Always: a command is one file; it reads its options, calls the compiler or the runtime, and prints; results go to stdout,
 * all else to stderr; it ends by returning (`cli.code` is the exit code) or by throwing.
 */
import type { Command } from "commander";
import type { Cli } from "../cli.js";
import { check } from "./check.js";
import { compile } from "./compile.js";
import { get } from "./get.js";
import { init } from "./init/index.js";
import { materialize } from "./materialize.js";
import { reset } from "./reset.js";
import { test } from "./test/index.js";
import { train } from "./train.js";
import { validate } from "./validate.js";

export const commands: readonly ((cli: Cli) => Command)[] = [
  init,
  check,
  compile,
  test,
  train,
  validate,
  materialize,
  get,
  reset,
];
