/**
 * YAML → the project's configuration.
 *
 * In: a host and the folder of the project, which contains `feat.yaml`. Out: `ProjectConfig`, or null if `feat.yaml`
 * itself can't be read.
 * Always: only text is read (no data, no environment), and every error has its place in the YAML. A source with an
 * error is left out or kept as complete as possible, so while there are errors an editor may use the configuration, but
 * it is not compiled.
 */
import { missingFile, noFeatureFiles } from "../diagnostics/catalog/project.js";
import type { Diagnostic, Outcome, Place } from "../diagnostics/diagnostic.js";
import type { DeclaredSource, ProjectConfig } from "./config.js";
import type { Host } from "./host.js";
import { patternsThatMatch, yamlFiles } from "./near-files.js";
import { normalize } from "./paths.js";
import { projectFile } from "./project-file.js";
import { type FeatFile, readFeatYaml } from "./read-feat-yaml.js";
import { readSourcesFile } from "./read-sources-file.js";
import { checkTopics } from "./read-topics.js";
import type { Enums } from "./type-text.js";

export { type Interpolated, interpolate } from "../../runtime/interpolate.js";
export { atTarget, placedAt, streamsAt, withoutStreams } from "./at-target.js";
export type {
  DeclaredSource,
  Endpoint,
  KafkaTopic,
  PlacedText,
  ProjectConfig,
  ProjectRules,
  RegistryEndpoint,
  StoreEndpoint,
  Target,
  Topics,
} from "./config.js";
export { type ColumnsText, type Edit, edited, type SourcesText, sourcesText } from "./edit-sources.js";
export { globMatcher, globRoot } from "./glob.js";
export type { Host } from "./host.js";
export { isAbsolute } from "./paths.js";
export { projectFile } from "./project-file.js";
export { topicAt } from "./read-topics.js";
export type { Enums } from "./type-text.js";
export { parseYaml, type YamlFile } from "./yaml-file.js";

/** `enumsOf` gives the enums that `.feat` files declare, because a column's type may be one of them. */
export function readProject(
  host: Host,
  dir: string,
  enumsOf: (features: readonly string[]) => Enums = () => new Map(),
): Outcome<ProjectConfig | null> {
  const text = host.read(inside(dir, projectFile));
  if (text === null) {
    const place: Place = { file: projectFile, span: { start: 0, end: 0 } };
    return { value: null, diagnostics: [missingFile.at(place, { path: projectFile, what: "project" })] };
  }
  const feat = readFeatYaml(projectFile, text);
  if (feat.value === null) return { value: null, diagnostics: feat.diagnostics };
  const features = featureFiles(host, dir, feat.value);
  const sources = sourceFiles(host, dir, feat.value, enumsOf(features.value));
  const { name, place, out, dialects, targets, registry, consumers, rules } = feat.value;
  const files = feat.value.sources.map(({ text: path }) => normalize(path));
  return {
    value: {
      name,
      place,
      features: features.value,
      sources: sources.value,
      sourceFiles: files,
      out,
      dialects,
      targets,
      registry,
      consumers,
      rules,
    },
    diagnostics: [
      ...feat.diagnostics,
      ...features.diagnostics,
      ...sources.diagnostics,
      ...checkTopics(sources.value, targets),
    ],
  };
}

function featureFiles(host: Host, dir: string, feat: FeatFile): Outcome<readonly string[]> {
  const diagnostics: Diagnostic[] = [];
  const files = new Set<string>();
  for (const { text: pattern, place } of feat.features) {
    const found = host.list(dir, pattern).filter((path) => !path.startsWith(`${feat.out}/`));
    if (found.length === 0)
      diagnostics.push(noFeatureFiles.at(place, { pattern, matching: patternsThatMatch(host, dir, feat.out) }));
    for (const path of found) files.add(path);
  }
  return { value: [...files].sort(), diagnostics };
}

function sourceFiles(host: Host, dir: string, feat: FeatFile, enums: Enums): Outcome<readonly DeclaredSource[]> {
  const diagnostics: Diagnostic[] = [];
  const sources: DeclaredSource[] = [];
  for (const { text: name, place } of feat.sources) {
    const path = normalize(name);
    const text = host.read(inside(dir, path));
    if (text === null) {
      diagnostics.push(
        missingFile.at(place, { path: name, what: "sources", known: yamlFiles(host, dir, projectFile) }),
      );
      continue;
    }
    const read = readSourcesFile(path, text, feat.engines, enums, sources);
    sources.push(...read.value);
    diagnostics.push(...read.diagnostics);
  }
  return { value: sources, diagnostics };
}

const inside = (dir: string, path: string): string => (dir === "" ? path : `${dir}/${path}`);
