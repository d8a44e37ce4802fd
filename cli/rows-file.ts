import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Service } from "../compiler/ir/index.js";
import { parseJson } from "../runtime/json-text.js";
import { data } from "./exit.js";
import { type Input, inputProblem } from "./service-input.js";

export interface InputRow {
  /** The line in the file, counted from 1. */
  readonly line: number;
  readonly input: Input;
}

/** The rows of a JSON-lines file. A row's own values replace those of `shared`. Blank lines are skipped. */
export function readRows(cwd: string, path: string, service: Service, shared: Input): readonly InputRow[] {
  const text = readFileSync(resolve(cwd, path), "utf8").replace(/^\ufeff/, "");
  const rows: InputRow[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const where = `${path}, line ${index + 1}`;
    const input: Input = { ...shared, ...objectOf(line, where) };
    const problem = inputProblem(service, input);
    if (problem !== null) throw data(`${where}: ${problem.message}`, problem.help);
    rows.push({ line: index + 1, input });
  }
  return rows;
}

function objectOf(line: string, where: string): Input {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (error) {
    throw data(`${where}: this is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw data(`${where}: a row is a JSON object of keys and request fields`);
}
