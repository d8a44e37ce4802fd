import type { ProjectArtifact } from "../artifacts.js";
import type { OnlineStore } from "../online/store.js";
import type { Materialize } from "./materialize.js";
import type { Metrics } from "./metrics.js";
import type { ServeSettings } from "./settings.js";

export interface ServerProgram {
  readonly settings: ServeSettings;
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** False to log nothing. */
  readonly log: false | { write(line: string): void };
  /** Loads the project, anew each time. */
  readonly load: () => Promise<ProjectArtifact>;
  readonly open: () => Promise<OnlineStore>;
  readonly materialize?: Materialize | undefined;
  /** The folder in which pushed rows are kept as files too. */
  readonly landing?: string | undefined;
  /** Tells a person what happens to the server: that it was reloaded, that a process was replaced. */
  readonly note: (text: string) => void;
}

export interface Running {
  readonly address: string;
  /** True in a process that another one started. That one tells what there is to tell. */
  readonly isWorker: boolean;
  reload(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when the server was stopped from elsewhere: by the process that started this one. */
  readonly stopped: Promise<void>;
}

/** What a process does in another way if it is one of several. */
export interface Shared {
  readonly metrics?: Metrics;
  readonly metricsText?: () => Promise<string>;
  readonly materialize?: Materialize | undefined;
}
