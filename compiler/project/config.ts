import type { Place, Severity } from "../diagnostics/diagnostic.js";
import type { PhysicalSource } from "../ir/index.js";

/** A project as `feat.yaml` and the YAML of its sources declare it, with the places that later stages name. */
export interface ProjectConfig {
  readonly name: string;
  /** The place of `project:`. */
  readonly place: Place;
  /** `.feat` files, relative to the project's folder, with `/`, sorted. */
  readonly features: readonly string[];
  /** In the order of the files and of the YAML within them; names are unique. */
  readonly sources: readonly DeclaredSource[];
  /** The YAML files of sources, relative to the project's folder. They may not exist yet. */
  readonly sourceFiles: readonly string[];
  /** Folder of the artifacts, relative to the project's folder; they go to `<out>/<name>/`. */
  readonly out: string;
  readonly dialects: readonly string[];
  readonly targets: ReadonlyMap<string, Target>;
  /** Where it is kept which version is applied at each target. */
  readonly registry: RegistryEndpoint;
  /** Manifests of projects that read this one's sources, views or services, relative to the project's folder. */
  readonly consumers: readonly PlacedText[];
  /** The rules that are not off. */
  readonly rules: ProjectRules;
}

/** A text and its place. */
export interface PlacedText {
  readonly text: string;
  readonly place: Place;
}
/** Text as it is written in YAML, like that of a target. Without a path and a URL, the folder is `.feat/registry`. */
export interface RegistryEndpoint {
  readonly path: string | null;
  readonly url: string | null;
  readonly endpoint: string | null;
  readonly region: string | null;
  readonly place: Place;
}

/** The rules that a project sets for its own features, and how severe a breach is. */
export interface RuleSettings {
  readonly owner: RuleSetting;
  readonly docs: RuleSetting;
  readonly ttl: RuleSetting;
  readonly names: RuleSetting & { readonly pattern: string };
  readonly longest_window: RuleSetting & { readonly max: string; readonly maxMicros: string };
}
export type RuleName = keyof RuleSettings;
export type ProjectRules = { readonly [K in RuleName]?: RuleSettings[K] };
export interface RuleSetting {
  readonly severity: Severity;
}

export interface DeclaredSource {
  readonly source: PhysicalSource;
  /** The place of its name in YAML. */
  readonly place: Place;
  /** The place of each declared column's name. */
  readonly columns: ReadonlyMap<string, Place>;
  /** Where its rows arrive as they happen; null if YAML does not say it. */
  readonly topics: Topics | null;
}

/** A source's topic for all targets, and those of targets that have their own. */
export interface Topics {
  readonly all: KafkaTopic | null;
  readonly targets: ReadonlyMap<string, KafkaTopic>;
}

/** A topic of Kafka. Texts are as written in YAML, and paths relative to the project's folder. */
export interface KafkaTopic {
  readonly place: Place;
  /** Each may name several, with commas between them. */
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly group: string | null;
  readonly format: "json" | "avro";
  readonly registry: { readonly url: string; readonly username?: string; readonly password?: string } | null;
  /** The file of the schema to read by. */
  readonly schema: string | null;
  readonly from: "earliest" | "latest";
  readonly tombstones: "reject" | "skip" | "delete";
  readonly deadLetters: { readonly topic: string } | { readonly file: string } | null;
  readonly tls: {
    readonly ca: string | null;
    readonly cert: string | null;
    readonly key: string | null;
    readonly serverName: string | null;
  } | null;
  readonly sasl: {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512" | "oauthbearer";
    readonly username?: string;
    readonly password?: string;
    readonly token?: string;
  } | null;
  /** Milliseconds. */
  readonly sessionTimeout: number;
}

/** Text as it is written in YAML: `${NAME}` is resolved when the target is used (`interpolate`). */
export interface Target {
  readonly name: string;
  readonly place: Place;
  readonly offline: Endpoint | null;
  readonly online: StoreEndpoint | null;
  /** The sources whose rows arrive between two materializations, in the order written. */
  readonly stream: readonly { readonly name: string; readonly place: Place }[];
  /** How long the online store keeps rows after their ttl, in microseconds, as decimal digits. Null: for ever. */
  readonly retentionMicros: string | null;
  /** The folder in which pushed rows are kept as files too, relative to the project's folder or absolute. */
  readonly landing: { readonly folder: string; readonly place: Place } | null;
}
export interface Endpoint {
  readonly kind: string;
  /** A path is relative to the project's folder unless it is absolute. */
  readonly path: string | null;
  readonly url: string | null;
  /** For spark: its master. */
  readonly master?: string;
  /** What some kinds take besides. */
  readonly settings?: WarehouseSettings;
  readonly place: Place;
}
/** Settings of a warehouse besides its place, as YAML says them. */
export interface WarehouseSettings {
  readonly python?: string;
  readonly conf?: Readonly<Record<string, string>>;
  readonly scratch?: string;
}
/** An online store. */
export interface StoreEndpoint {
  readonly kind: string;
  /** As YAML says them, without `kind`. The kind's schema describes them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly place: Place;
}
