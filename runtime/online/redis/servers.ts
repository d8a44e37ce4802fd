import type { StoreError } from "../../errors.js";
import type { Call } from "../call.js";
import type { Answered, Argument, Send } from "./send.js";

/** Where a command goes, and how. */
export interface Route {
  /** The slot of all its keys. Null outside of a cluster. */
  readonly slot: number | null;
  /** A replica may answer. */
  readonly replica: boolean;
  /** The usual way has no answer yet: another server or connection is better. */
  readonly again?: boolean;
  /** The command is not done again if it may have been done. */
  readonly once?: boolean;
  /** The command has several keys and can be split: it fails at once if they are on two nodes while their slot moves. */
  readonly divisible?: boolean;
}

/** The servers that hold the data, as the store sees them. */
export interface Servers {
  /** For messages: without user and password. */
  readonly address: string;
  /** Runs a command, again if that is of use. */
  run<T>(call: Call, route: Route, command: (send: Send) => Promise<T>): Promise<T>;
  /**
   * Sends a command at once, without a promise, if there is an open connection for it. Else it gives false. It is not
   * tried again.
   */
  ask(route: Route, name: string, args: readonly Argument[], answered: Answered): boolean;
  /** Runs a command on every primary. */
  onEach<T>(call: Call, command: (send: Send) => Promise<T>): Promise<readonly T[]>;
  /** Names the servers that hold the slots. Another text: slots may have moved in between. */
  readonly topology: string;
  /** A call waited too long. Returns what it may have waited for, if it is known. */
  late(): string | null;
  problem(what: string, cause?: unknown): StoreError;
  close(): Promise<void>;
}
