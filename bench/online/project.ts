import { compile } from "../../compiler/compile.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import type { ProjectArtifact, ViewArtifact } from "../../runtime/artifacts.js";
import { keyEncoder, rowCodec } from "../../runtime/codec/index.js";
import { spaceText } from "../../runtime/online/meta.js";
import type { OnlineStore, StoredRow, ViewSpace } from "../../runtime/online/store.js";
import type { Value } from "../../runtime/values.js";

/** Latest values of each view, besides the key and the time. Three views have 50 features. */
const views: Readonly<Record<string, number>> = { orders: 17, clicks: 17, profile: 16 };
/** In turn: the types of the columns. */
const types = ["int64", "float64", "string", "timestamp", "float64?", "bool"] as const;

export const columnsOf = (view: string): readonly { readonly name: string; readonly type: string }[] =>
  Array.from({ length: views[view]! }, (_, index) => ({
    name: `${view}_${index}`,
    type: types[index % types.length]!,
  }));

export const viewNames = Object.keys(views);

const source = (view: string): string => `  ${view}_rows:
    kind: state
    file: ${view}.csv
    time: at
    columns: { user_id: int64, at: timestamp, ${columnsOf(view)
      .map(({ name, type }) => `${name}: ${type}`)
      .join(", ")} }
`;

const feat = (view: string): string =>
  `view ${view} for user from ${view}_rows { ${columnsOf(view)
    .map(({ name }) => name)
    .join("\n")} }\n`;

/** A project with the services `one` (a view) and `three` (50 features of three views). */
export function benchProject(name: string): ProjectArtifact {
  const texts: Readonly<Record<string, string>> = {
    "feat.yaml": `project: ${name}\n`,
    "sources.yaml": `sources:\n${viewNames.map(source).join("")}`,
    "a.feat": `entity user { user_id: int64 }
${viewNames.map(feat).join("")}
service one { ${viewNames[0]}.* }
service three { ${viewNames.map((view) => `${view}.*`).join("\n")} }
`,
  };
  const { value, diagnostics } = compile(
    { read: (path) => texts[path] ?? null, list: () => Object.keys(texts).filter((path) => path.endsWith(".feat")) },
    "",
  );
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return loadArtifact(value.project);
}

export const spaceOf = (project: ProjectArtifact, { name, fingerprint }: ViewArtifact): ViewSpace => ({
  project: project.name,
  view: name,
  fingerprint,
});

/** The value of a user's column. Every seventh value that may be null is. */
function columnValue(type: string, user: number, index: number): Value {
  const seed = (user * 31 + index * 7) % 9973;
  switch (type) {
    case "int64":
      return seed * 1000;
    case "float64":
      return seed / 8;
    case "string":
      return `value ${seed}`;
    case "timestamp":
      return (1_700_000_000 + seed) * 1_000_000;
    case "float64?":
      return seed % 7 === 0 ? null : seed / 16;
    default:
      return seed % 2 === 0;
  }
}

/** A user's values of a view, by column. */
export const valuesOf = (view: string, user: number): readonly Value[] =>
  columnsOf(view).map(({ type }, index) => columnValue(type, user, index));

/** T of all rows. */
export const T = 1_700_006_400 * 1_000_000;

export function rowsOf(project: ProjectArtifact, view: ViewArtifact, users: readonly number[]): readonly StoredRow[] {
  const space = spaceOf(project, view);
  const [encodeKey, codec] = [keyEncoder(view.keys), rowCodec(view, spaceText(space))];
  const typeOf = new Map(columnsOf(view.name).map(({ name, type }, index) => [name, { type, index }]));
  return users.map((user) => {
    const key = encodeKey([user]);
    const values = view.latest.map(({ name }) => {
      const { type, index } = typeOf.get(name)!;
      return columnValue(type, user, index);
    });
    return { key, value: codec.encode(key, { at: T, time: T - 1_000_000, live: true, until: null }, values) };
  });
}

/** Users from 0 in every view of a store. */
export async function fill(store: OnlineStore, project: ProjectArtifact, users: number): Promise<void> {
  for (const view of Object.values(project.views)) {
    const space = spaceOf(project, view);
    for (let from = 0; from < users; from += 5000)
      await store.write(
        space,
        rowsOf(
          project,
          view,
          Array.from({ length: Math.min(5000, users - from) }, (_, index) => from + index),
        ),
      );
    await store.advance(space, { asOf: T, complete: T });
  }
}

/** The views that a service of the project reads. */
export const viewsOf = (service: string): readonly string[] => (service === "one" ? viewNames.slice(0, 1) : viewNames);
