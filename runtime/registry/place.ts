/** Where a registry keeps its texts for one project: a folder, a bucket or a database. */
export interface RegistryPlace {
  /** For messages. It holds no secret. */
  readonly address: string;
  /** The bytes of a snapshot; null if there is none. */
  snapshot(id: string): Promise<Uint8Array | null>;
  /** Writes a snapshot whole or not at all. Its id says what is in it, so one that is there may be replaced. */
  putSnapshot(id: string, bytes: Uint8Array): Promise<void>;
  /** The ids of all snapshots, sorted. */
  snapshots(): Promise<readonly string[]>;
  /** The targets that have a version, sorted. */
  targets(): Promise<readonly string[]>;
  /** What the target's pointer says; null if nothing was ever applied. */
  current(target: string): Promise<Pointer | null>;
  /**
   * Makes a version current if the pointer is as `from` has it. It is done whole or not at all. False if the pointer is
   * another. If an answer is lost, it may be false though the version is current.
   */
  move(target: string, from: Pointer | null, to: NumberedText): Promise<boolean>;
  /** The text of a version, the current one included; null if there is none. */
  version(target: string, number: number): Promise<string | null>;
  close(): Promise<void>;
}

export interface NumberedText {
  readonly number: number;
  readonly text: string;
}
export interface Pointer extends NumberedText {
  /** What the place compares. */
  readonly token: string;
}
