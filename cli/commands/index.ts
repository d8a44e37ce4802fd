/**
 * The commands of `feat`, in the order of its help.
 *
 * In: nothing. Out: a function that makes each command.
 * Always: a command is one file or folder; it reads its options, loads the parts of the compiler and the runtime that
 * it needs, and prints. Results go to stdout and everything else to stderr. It returns its part of the JSON document.
 */
import type { Command } from "commander";
import type { Cli } from "../cli.js";
import { apply } from "./apply.js";
import { check } from "./check/index.js";
import { compile } from "./compile.js";
import { deploy } from "./deploy.js";
import { describe } from "./describe.js";
import { diff } from "./diff.js";
import { explain } from "./explain.js";
import { get } from "./get.js";
import { init } from "./init/index.js";
import { lineage } from "./lineage.js";
import { list } from "./list.js";
import { materialize } from "./materialize.js";
import { plan } from "./plan.js";
import { prune } from "./prune.js";
import { pull } from "./pull.js";
import { push } from "./push.js";
import { registry } from "./registry.js";
import { reset } from "./reset.js";
import { rollback } from "./rollback.js";
import { schedule } from "./schedule.js";
import { serve } from "./serve.js";
import { status } from "./status.js";
import { stream } from "./stream.js";
import { test } from "./test/index.js";
import { train } from "./train.js";
import { validate } from "./validate.js";

export const commands: readonly ((cli: Cli) => Command)[] = [
  init,
  pull,
  check,
  compile,
  diff,
  list,
  describe,
  lineage,
  test,
  train,
  explain,
  validate,
  plan,
  apply,
  rollback,
  registry,
  materialize,
  status,
  push,
  stream,
  get,
  serve,
  deploy,
  schedule,
  prune,
  reset,
];
