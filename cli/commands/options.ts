import { Option } from "commander";

/* Options that several commands have, so that they read alike everywhere. */

export const strictOption = (): Option => new Option("--strict", "warnings are errors");
export const targetOption = (): Option =>
  new Option("--target <name>", "the target of feat.yaml to run on (default: FEAT_TARGET, else dev)");
