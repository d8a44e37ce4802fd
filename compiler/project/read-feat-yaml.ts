import {
  badDuration,
  laterDialect,
  missingSetting,
  outsideOut,
  shortRetention,
  twoRegistries,
} from "../diagnostics/catalog/project.js";
import { type Diagnostic, hasErrors, type Outcome, type Place } from "../diagnostics/diagnostic.js";
import { shapeCheck } from "./check-shape.js";
import type {
  Endpoint,
  PlacedText,
  ProjectRules,
  RegistryEndpoint,
  StoreEndpoint,
  Target,
  WarehouseSettings,
} from "./config.js";
import { durationMicros } from "./duration-text.js";
import { isAbsolute, normalize } from "./paths.js";
import type { Engines } from "./place-keys.js";
import { type RulesYaml, readRules } from "./read-rules.js";
import { feat as featValidator } from "./schema/validators.js";
import { type Path, parseYaml, type YamlFile } from "./yaml-file.js";

/** The contents of `feat.yaml` itself. */
export interface FeatFile {
  readonly name: string;
  readonly place: Place;
  readonly features: readonly PlacedText[];
  readonly sources: readonly PlacedText[];
  readonly out: string;
  readonly dialects: readonly string[];
  readonly engines: Engines;
  readonly targets: ReadonlyMap<string, Target>;
  readonly registry: RegistryEndpoint;
  readonly consumers: readonly PlacedText[];
  readonly rules: ProjectRules;
}

interface FeatYaml {
  readonly project: string;
  readonly features?: string | readonly string[];
  readonly sources?: string | readonly string[];
  readonly out?: string;
  readonly dialects?: readonly string[];
  readonly targets?: Readonly<Record<string, TargetYaml>>;
  readonly registry?: RegistryYaml;
  readonly consumers?: readonly string[];
  readonly rules?: RulesYaml;
}
interface TargetYaml {
  readonly offline?: EndpointYaml;
  readonly online?: StoreYaml;
  readonly stream?: readonly string[];
  readonly landing?: string;
  readonly retention?: string;
}
interface EndpointYaml extends WarehouseSettings {
  readonly kind: string;
  readonly path?: string;
  readonly url?: string;
  readonly master?: string;
}
interface RegistryYaml {
  readonly path?: string;
  readonly url?: string;
  readonly endpoint?: string;
  readonly region?: string;
}
interface StoreYaml {
  readonly kind: string;
  readonly [setting: string]: unknown;
}

/** The dialects of this version. */
const generated: readonly string[] = ["duckdb", "postgres", "spark", "bigquery", "snowflake"];

const checkShape = shapeCheck(featValidator, "feat.yaml", (path) => `\`${path.at(-1)}\``);

/** The setting that says where a kind of warehouse is. A kind that is not listed may have either. */
const needed: Readonly<Record<string, "path" | "url">> = { postgres: "url" };

export function readFeatYaml(path: string, text: string): Outcome<FeatFile | null> {
  const parsed = parseYaml(path, text);
  const file = parsed.value;
  if (file === null) return { value: null, diagnostics: parsed.diagnostics };
  const diagnostics: Diagnostic[] = [...parsed.diagnostics, ...checkShape(file).map((found) => found.diagnostic)];
  if (hasErrors(diagnostics)) return { value: null, diagnostics };

  const yaml = file.data as FeatYaml;
  for (const [index, dialect] of (yaml.dialects ?? []).entries()) {
    if (!generated.includes(dialect)) diagnostics.push(laterDialect.at(file.value(["dialects", index]), { dialect }));
  }
  const out = normalize(yaml.out ?? "generated");
  // The folder may be above the project, so that several projects of one repository can share it.
  if (isAbsolute(out) || out === "") {
    diagnostics.push(outsideOut.at(file.value(["out"]), { path: yaml.out ?? "" }));
  }
  const registry = registryOf(
    yaml.registry,
    yaml.registry === undefined ? file.key(["project"]) : file.key(["registry"]),
  );
  if (registry.path !== null && registry.url !== null) diagnostics.push(twoRegistries.at(registry.place, {}));
  const targets = new Map<string, Target>();
  for (const [name, target] of Object.entries(yaml.targets ?? {})) {
    const at = ["targets", name];
    targets.set(name, {
      name,
      place: file.key(at),
      offline: endpointOf(file, [...at, "offline"], target.offline, (diagnostic) => diagnostics.push(diagnostic)),
      online: storeOf(file, [...at, "online"], target.online),
      stream: (target.stream ?? []).map((source, index) => ({
        name: source,
        place: file.value([...at, "stream", index]),
      })),
      retentionMicros: retentionOf(file, [...at, "retention"], target.retention, (diagnostic) =>
        diagnostics.push(diagnostic),
      ),
      landing:
        target.landing === undefined
          ? null
          : { folder: normalize(target.landing), place: file.value([...at, "landing"]) },
    });
  }
  const dialects = [...new Set(["duckdb", ...(yaml.dialects ?? [])])].filter((each) => generated.includes(each));
  const used = [...targets.values()].flatMap(({ offline }) => (offline === null ? [] : [offline.kind]));
  const place = file.key(["project"]);
  if (yaml.targets === undefined) targets.set("dev", devTarget(place));
  return {
    value: {
      name: yaml.project,
      place: file.value(["project"]),
      features: placedTexts(file, "features", yaml.features ?? "**/*.feat"),
      sources: placedTexts(file, "sources", yaml.sources ?? "sources.yaml"),
      out,
      dialects,
      engines: {
        dialects: [...new Set([...dialects, ...used.filter((each) => generated.includes(each))])],
        targets: new Map(
          [...targets].flatMap(([name, { offline }]) => (offline === null ? [] : [[name, offline.kind]])),
        ),
      },
      targets,
      registry,
      consumers: placedTexts(file, "consumers", yaml.consumers ?? []),
      rules: readRules(file, ["rules"], yaml.rules ?? {}, (diagnostic) => diagnostics.push(diagnostic)),
    },
    diagnostics,
  };
}

function placedTexts(file: YamlFile, key: string, value: string | readonly string[]): readonly PlacedText[] {
  if (typeof value === "string") return [{ text: value, place: file.value([key]) }];
  return value.map((text, index) => ({ text, place: file.value([key, index]) }));
}

function endpointOf(
  file: YamlFile,
  path: Path,
  yaml: EndpointYaml | undefined,
  report: (diagnostic: Diagnostic) => void,
): Endpoint | null {
  if (yaml === undefined) return null;
  const setting = Object.hasOwn(needed, yaml.kind) ? needed[yaml.kind] : undefined;
  if (setting !== undefined && yaml[setting] === undefined) {
    report(missingSetting.at(file.key(path), { kind: yaml.kind, setting }));
  }
  const { kind, path: where = null, url = null, master, ...settings } = yaml;
  return {
    kind,
    path: where,
    url,
    ...(master === undefined ? {} : { master }),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
    place: file.key(path),
  };
}

function storeOf(file: YamlFile, path: Path, yaml: StoreYaml | undefined): StoreEndpoint | null {
  if (yaml === undefined) return null;
  const { kind, ...settings } = yaml;
  return { kind, settings, place: file.key(path) };
}

const registryOf = (yaml: RegistryYaml | undefined, place: Place): RegistryEndpoint => ({
  path: yaml?.path ?? null,
  url: yaml?.url ?? null,
  endpoint: yaml?.endpoint ?? null,
  region: yaml?.region ?? null,
  place,
});

function retentionOf(
  file: YamlFile,
  path: Path,
  yaml: string | undefined,
  report: (diagnostic: Diagnostic) => void,
): string | null {
  if (yaml === undefined) return null;
  const micros = durationMicros(yaml);
  if (micros === null) report(badDuration.at(file.value(path), { text: yaml }));
  else if (BigInt(micros) < SHORTEST_RETENTION) report(shortRetention.at(file.value(path), { text: yaml }));
  return micros;
}
/** An hour. Longer than clocks differ, and than a run may be late. */
const SHORTEST_RETENTION = 3_600_000_000n;

/** The target `dev` of a project without targets. It needs no server and no setup. */
function devTarget(place: Place): Target {
  return {
    name: "dev",
    place,
    offline: { kind: "duckdb", path: null, url: null, place },
    online: { kind: "embedded", settings: { path: ".feat/online" }, place },
    stream: [],
    retentionMicros: null,
    landing: null,
  };
}
