import { positionAt } from "../../compiler/diagnostics/index.js";
import type { PhysicalSource } from "../../compiler/ir/index.js";
import { globMatcher, type Host, type ProjectConfig, readProject } from "../../compiler/project/index.js";

/** A host over a map from paths to texts. */
export function memoryHost(files: Readonly<Record<string, string>>): Host {
  return {
    read: (path) => (Object.hasOwn(files, path) ? files[path]! : null),
    list: (dir, pattern) => {
      const prefix = dir === "" ? "" : `${dir}/`;
      const matches = globMatcher(pattern);
      return Object.keys(files)
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length))
        .filter(matches)
        .sort();
    },
  };
}

export interface Checked {
  readonly config: ProjectConfig | null;
  /** `CODE name file:line:column |the text at that place| message (help)` */
  readonly said: readonly string[];
}

/** The only way in which these tests call the stage. */
export function check(files: Readonly<Record<string, string>>): Checked {
  const { value, diagnostics } = readProject(memoryHost(files), "");
  const said = diagnostics.map(({ code, name, place, message, help }) => {
    const text = files[place.file] ?? "";
    const { line, column } = positionAt(text, place.span.start);
    const at = text.slice(place.span.start, place.span.end);
    return `${code} ${name} ${place.file}:${line}:${column} |${at}| ${message}${help === null ? "" : ` (${help})`}`;
  });
  return { config: value, said };
}

export const featYaml = "project: p\nfeatures: '*.feat'\n";

/** One source `s` in YAML, from the lines under its name. */
export function checkSource(lines: string): {
  readonly source: PhysicalSource | undefined;
  readonly said: readonly string[];
} {
  const body = lines
    .trim()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
  const { config, said } = check({ "feat.yaml": featYaml, "a.feat": "", "sources.yaml": `sources:\n  s:\n${body}\n` });
  return { source: config?.sources[0]?.source, said };
}
