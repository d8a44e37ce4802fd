import { DataError, InputError } from "../runtime/errors.js";
import { FeatureError } from "../runtime/functions/feature-error.js";

export const exitCodes = {
  done: 0,
  /** The project has errors, a test failed, or `--check` found a difference. */
  failed: 1,
  usage: 2,
  /** A problem with the data or the environment. */
  data: 3,
  /** A fault in Feat itself. */
  fault: 70,
  /** Ctrl-C and SIGTERM, numbered as in a shell. */
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The meaning of each code, as help shows it. */
export const exitMeanings: Readonly<Record<ExitCode, string>> = {
  0: "done",
  1: "the project has errors, a test or a rule failed, or --check found a difference",
  2: "wrong usage",
  3: "a problem with data, a store or the environment",
  70: "a fault of Feat's own",
  130: "interrupted (Ctrl-C)",
  143: "asked to end (SIGTERM)",
};

/** Ends a command with a message and a code. An empty message means that everything was reported already. */
export class Exit extends Error {
  override readonly name: string = "Exit";
  constructor(
    readonly code: ExitCode,
    message: string,
    readonly help: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
export const usage = (message: string, help: string | null = null): Exit => new Exit(exitCodes.usage, message, help);
export const data = (message: string, help: string | null = null, cause?: unknown): Exit =>
  new Exit(exitCodes.data, message, help, cause === undefined ? undefined : { cause });

/** The system's errors about files and sockets. They come from the environment, not from a fault in Feat. */
const system: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EPERM: "not permitted",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is not a folder",
  EEXIST: "it exists already",
  ENOSPC: "no space left",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file may not grow",
  EIO: "the disk fails, or is full",
  EROFS: "the file system is read-only",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "the name is too long",
  EMFILE: "too many open files",
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "no such host",
  ETIMEDOUT: "timed out",
};

/** Turns any error into the `Exit` of a command. */
export function toExit(error: unknown): Exit {
  if (error instanceof Exit) return error;
  if (error instanceof InputError) return new Exit(exitCodes.usage, error.message, null, { cause: error });
  if (error instanceof DataError || error instanceof FeatureError) return data(error.message, null, error);
  if (error instanceof Error && "code" in error && typeof error.code === "string" && error.code in system) {
    const path = "path" in error && typeof error.path === "string" ? `${error.path}: ` : "";
    return data(`${path}${system[error.code]}`, null, error);
  }
  return new Exit(exitCodes.fault, error instanceof Error ? error.message : String(error), null, { cause: error });
}
