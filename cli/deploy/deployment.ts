import { readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Target } from "../../compiler/project/index.js";
import { usage } from "../exit.js";
import type { Loaded } from "../project.js";
import { manifestPath } from "../version.js";
import { type NamedVariable, variablesIn } from "./variables.js";

/** A file to write, by its path below the folder of the deployment. */
export interface DeployFile {
  readonly path: string;
  readonly text: string;
}

/** The facts that the files of a deployment are made from. */
export interface Deployment {
  readonly project: string;
  readonly target: string;
  /** True if some target streams sources: then the server must know its target. */
  readonly streamed: boolean;
  /** A name that Kubernetes takes. */
  readonly name: string;
  readonly image: string;
  readonly namespace: string | null;
  readonly replicas: number;
  readonly port: number;
  /** The project's folder. */
  readonly dir: string;
  /** The folder that holds all that goes into the image. */
  readonly context: string;
  /** What goes into the image, relative to the context: folders of generated code, and modules of `extern fn`s. */
  readonly copied: readonly string[];
  /** The generated client, relative to the context. */
  readonly client: string;
  /** What stands under `online:` in feat.yaml, as JSON. */
  readonly online: string;
  /** The variables that it names. */
  readonly variables: readonly NamedVariable[];
  /** The kind of its online store. */
  readonly kind: string;
  /** Where it is, if it is on one machine only. */
  readonly path: string | null;
  /** The packages to install, with their versions. */
  readonly packages: readonly string[];
  readonly services: readonly string[];
}

export interface DeployOptions {
  readonly image?: string | undefined;
  readonly namespace?: string | undefined;
  readonly replicas: number;
  readonly port: number;
}

/** The packages that the store's driver needs besides those of the server. */
const drivers: Readonly<Record<string, string>> = {
  embedded: "lmdb",
  sqlite: "@photostructure/sqlite",
  postgres: "pg",
  dynamodb: "@aws-sdk/client-dynamodb",
  cassandra: "cassandra-driver",
};

export function deploymentOf(loaded: Loaded, target: Target, options: DeployOptions): Deployment {
  const { project, config, dir } = loaded;
  const { online } = target;
  if (online === null)
    throw usage(
      `target \`${target.name}\` has no \`online\` in feat.yaml`,
      "add the store that the server reads to it",
    );
  const generated = resolve(dir, config.out, project.name);
  const modules = [...new Set(project.externs.map(({ module }) => resolve(dir, module)))].sort();
  const context = common([resolve(dir), generated, ...modules]);
  const inContext = (path: string): string => relative(context, path).split(sep).join("/");
  const settings = JSON.stringify({ kind: online.kind, ...online.settings });
  const name = nameOf(project.name);
  return {
    project: project.name,
    target: target.name,
    streamed: loaded.project.streams !== undefined,
    name,
    image: options.image ?? `${name}:latest`,
    namespace: options.namespace ?? null,
    replicas: options.replicas,
    port: options.port,
    dir: resolve(dir),
    context,
    copied: [generated, ...modules].map(inContext),
    client: `${inContext(generated)}/client.ts`,
    online: settings,
    variables: variablesIn(settings),
    kind: online.kind,
    path: typeof online.settings.path === "string" ? online.settings.path : null,
    packages: packagesFor(online.kind),
    services: project.services.map((service) => service.name),
  };
}

/** As Kubernetes takes names: small letters, digits and dashes, at most 63. */
export function nameOf(project: string): string {
  const plain = project
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 50);
  return plain === "features" || plain.endsWith("-features") ? plain : `${plain}-features`;
}

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function packagesFor(kind: string): readonly string[] {
  const manifest: Manifest = JSON.parse(readFileSync(manifestPath, "utf8"));
  const driver = drivers[kind];
  const server = `featlang-server@${manifest.version}`;
  if (driver === undefined) return [server];
  const version = manifest.dependencies[driver] ?? manifest.peerDependencies?.[driver];
  return [server, version === undefined ? driver : `${driver}@${version}`];
}

/** The deepest folder that all of these are in. */
function common(paths: readonly string[]): string {
  const [first = sep, ...others] = paths;
  const below = (folder: string, path: string): boolean => {
    const way = relative(folder, path);
    return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  };
  let folder = first;
  while (!others.every((path) => below(folder, path))) folder = join(folder, "..");
  return folder;
}
