import type { Edit, Host, ProjectConfig } from "../../compiler/project/index.js";

export interface PullProject {
  readonly dir: string;
  readonly config: ProjectConfig;
  /** Reads the project's files, which need not be on the disk yet. */
  readonly host: Host;
}

/** What was done about one source. */
export interface Pulled {
  readonly source: string;
  /** The YAML file, relative to the project's folder. */
  readonly file: string;
  /** `open`: it was added as a comment, because its data have no time. */
  readonly action: "added" | "updated" | "unchanged" | "open" | "unreadable";
  readonly added: readonly string[];
  /** Columns that were guessed again. */
  readonly changed: readonly string[];
  /** Columns that the data no longer have. */
  readonly vanished: readonly string[];
  /** Declared columns, and roles such as `time`, that the data contradict. A person wrote them, so they are kept. */
  readonly differs: readonly string[];
  /** Columns of the data that cannot be declared. */
  readonly leftOut: readonly string[];
  /** Why the source is open, its data could not be read, or the file not be changed. */
  readonly problem: string | null;
}

export const nothing = (source: string): Omit<Pulled, "file" | "action"> => ({
  source,
  added: [],
  changed: [],
  vanished: [],
  differs: [],
  leftOut: [],
  problem: null,
});

/** A change, and what it does. */
export interface Done {
  readonly edits: readonly Edit[];
  readonly pulled: Omit<Pulled, "file">;
}
