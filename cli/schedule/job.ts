import type { Cadence } from "./cadence.js";

/** A view that is filled at the instants of its cadence. */
export interface Job {
  readonly view: string;
  readonly cadence: Cadence;
}

/** The facts that the files of a schedule are made from. */
export interface Plan {
  readonly project: string;
  /** The name of the project's objects in Kubernetes, and of the secret that holds its variables. */
  readonly name: string;
  readonly target: string;
  /** The command that starts Feat, as a shell takes it. */
  readonly program: string;
  /** The project's folder where the jobs run. */
  readonly dir: string;
  /** The variables that the target and the sources name. */
  readonly variables: readonly { readonly name: string; readonly hasDefault: boolean }[];
  readonly jobs: readonly Job[];
  readonly image: string;
  readonly namespace: string | null;
}

/** A file to write, by its name. */
export interface ScheduledFile {
  readonly path: string;
  readonly text: string;
}
