/**
 * What `--json` prints: one document with the same keys around every command's own part.
 * `schemas/output.schema.json` describes it, and `docs/json.md` shows it for each command.
 */
import type { JsonDiagnostic } from "../compiler/diagnostics/index.js";
import { type Exit, type ExitCode, exitCodes } from "./exit.js";

export interface Envelope {
  /** True if the exit code is 0. */
  readonly ok: boolean;
  /** Null if the command line named no command. */
  readonly command: string | null;
  readonly diagnostics: readonly (JsonDiagnostic | EndDiagnostic)[];
}

/** A command's own keys. They are added to those of the envelope and cannot replace them. */
export type Part = { readonly [key: string]: unknown } & { readonly [K in keyof Envelope]?: never };

/**
 * An error without a place in the project's files, such as wrong usage. It has the shape of the compiler's diagnostics.
 */
export interface EndDiagnostic
  extends Pick<JsonDiagnostic, "severity" | "message" | "help" | "related" | "fix">,
    Readonly<Record<"code" | "file" | "line" | "column" | "endLine" | "endColumn", null>> {
  /** The name of the exit code. */
  readonly name: keyof typeof exitCodes;
}

export const endDiagnostic = ({ code, message, help }: Exit): EndDiagnostic => ({
  code: null,
  name: nameOf(code),
  severity: "error",
  message,
  file: null,
  line: null,
  column: null,
  endLine: null,
  endColumn: null,
  help,
  related: [],
  fix: null,
});

const nameOf = (code: ExitCode): EndDiagnostic["name"] =>
  (Object.keys(exitCodes) as (keyof typeof exitCodes)[]).find((name) => exitCodes[name] === code) ?? "fault";

/** The text of a document. `lines`: as a single line, because more documents follow. */
export async function envelopeText(envelope: Envelope, part: Part, { lines = false } = {}): Promise<string> {
  const { jsonTextOf } = await import("../runtime/json-text.js");
  const { ok, command, diagnostics } = envelope;
  return `${jsonTextOf({ ok, command, diagnostics, ...part }, lines ? 0 : 2)}\n`;
}
