import { messageOf } from "../../errors.js";

/** The primary result codes of SQLite, and what they mean. Any other error is shown as it is. */
const reasons: Readonly<Record<number, string>> = {
  3: "permission denied: the user of this process must read and write the file and its folder",
  5: "another process is writing to it all the time: try again, or write from fewer processes",
  7: "this process does not have enough memory for it",
  8: "it is read-only: the user of this process must be able to write to the file and its folder",
  10: "its disk is full or fails: make room, and run it again",
  11: "its file is damaged: delete it, and materialize the views again",
  13: "its disk is full: make room, and run it again",
  14: "the file can't be opened: a part of the path is no folder, or the user of this process may not use it",
  18: "the value is larger than the limit of SQLite (1 GB)",
  26: "there is a file that is no SQLite database: name another path",
};

export function reason(error: unknown): string {
  const code = codeOf(error);
  return (code === null ? undefined : reasons[code]) ?? messageOf(error);
}

/** Another process has the lock that is needed. */
export const isBusy = (error: unknown): boolean => codeOf(error) === 5;

/** The primary code is the low byte of an extended one. */
const codeOf = (error: unknown): number | null =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : null;
