import { InvalidArgumentError, Option } from "commander";

/* Options that several commands share. */

export const strictOption = (): Option => new Option("--strict", "warnings are errors");
/** A size as DuckDB writes it, such as `8GiB`. */
export const memoryOption = (): Option =>
  new Option(
    "--memory <size>",
    "how much memory DuckDB may take, such as 8GiB; beyond it, data go to the disk (default: 80 % of the machine's)",
  ).argParser((text) => {
    if (/^\d+(\.\d+)?\s*[KMGT]i?B$/i.test(text.trim())) return text.trim();
    throw new InvalidArgumentError("Write a size such as 8GiB or 500MB.");
  });
export const targetOption = (): Option =>
  new Option("--target <name>", "the target of feat.yaml to run on (default: FEAT_TARGET, else dev)");
/** For commands that ask what is declared, and need no store. */
export const appliedOption = (): Option =>
  new Option("--target <name>", "what is applied at this target, by the registry (default: the project's files)");
/** A name in Kubernetes (RFC 1123). */
export function namespace(text: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text)) return text;
  throw new InvalidArgumentError("Write small letters, digits and dashes.");
}
