import { stringify } from "yaml";
import { featSchema } from "../../../compiler/project/schema/feat-schema.js";
import { durationPattern } from "../../../compiler/project/schema/patterns.js";
import { sourcesSchema } from "../../../compiler/project/schema/sources-schema.js";

/* `docs/configuration.md`, written from the schemas. */

/** The parts of a schema that the page shows. */
interface Node {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: boolean | Node;
  readonly items?: Node;
  readonly allOf?: readonly (Node & {
    readonly $ref?: string;
    readonly if?: Node & { readonly not?: Node; readonly anyOf?: readonly unknown[] };
    readonly then?: Node;
  })[];
  readonly const?: string;
}

export function configurationPage(): string {
  return `# \`feat.yaml\` and \`sources.yaml\`

A project is a folder with a \`feat.yaml\`. It says which \`.feat\` files belong to the project, where generated code goes, and which stores the
project runs on. One or more YAML files beside it, \`sources.yaml\` by default, declare the data that features are computed from.

Every key stands below, with its type, its default and examples. \`NAME\` in a key stands for a name of your own. A path is relative to the
file that says it.

Editors with a YAML language server show the same texts and mark mistakes if a file begins with a comment that names its schema, as the
files that \`feat init\` writes do:

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/featlang/schemas/feat.schema.json
\`\`\`

## \`feat.yaml\`

${featSchema.description}

${sections(featSchema, []).join("\n")}
## \`sources.yaml\`

${sourcesSchema.description}

${sections(sourcesSchema, []).join("\n")}
## Types of columns

A type is one of these: ${sourcesSchema.definitions.type.description}

${yaml(sourcesSchema.definitions.type.examples.map((example) => ["type", example]))}

Quote a type with \`: \`, \`, \` or \`{\` in it, such as \`"struct { a: int64 }"\`: YAML gives them a meaning of its own.
`;
}

/**
 * A section for each key of a map, each followed by the sections of its own keys. `kind`: the kind of store that has
 * these settings, if only one has.
 */
function sections(node: Node, path: readonly string[], kind: string | null = null): readonly string[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([key, child]) => [
    section(child, [...path, key], node.required?.includes(key) === true, kind),
    ...sections(child, [...path, key], kind),
  ]);
  const ofKinds = (node.allOf ?? []).flatMap(({ if: of, then = {} }) => {
    const name = of?.properties?.kind?.const;
    const { kind: _, ...properties } = then.properties ?? {};
    // What is no kind of store may be written once or for each target. Its keys stand on the page once.
    if (of?.not !== undefined) return [];
    return sections({ ...then, properties }, path, name ?? null);
  });
  const named = node.additionalProperties;
  const rest = typeof named === "object" ? sections(named, [...path, "NAME"]) : [];
  return [...own, ...ofKinds, ...rest];
}

function section(node: Node, path: readonly string[], required: boolean, kind: string | null): string {
  const key = path.at(-1)!;
  const facts = [`Type: ${typeText(node)}.`];
  if (node.default !== undefined) facts.push(`Default: \`${inline(node.default)}\`.`);
  if (required) facts.push("Must be given.");
  return [
    `### \`${path.join(".")}\`${kind === null ? "" : ` of \`${kind}\``}`,
    "",
    node.description ?? "",
    "",
    facts.join(" "),
    "",
    yaml((node.examples ?? []).map((example) => [key, example])),
    "",
  ].join("\n");
}

const words: Readonly<Record<string, string>> = {
  string: "text",
  array: "list",
  object: "map",
  boolean: "`true` or `false`",
  null: "empty",
};

function typeText(node: Node): string {
  if (node.enum !== undefined) return `one of ${node.enum.map((value) => `\`${value}\``).join(", ")}`;
  const types = [node.type ?? []].flat().map((type) => {
    if (type === "string" && node.allOf !== undefined) return "[type](#types-of-columns)";
    if (type === "string" && node.pattern === durationPattern) return "duration";
    return words[type] ?? type;
  });
  return types.join(" or ");
}

const inline = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Examples of one key, each as it would be written in YAML. */
function yaml(examples: readonly (readonly [key: string, example: unknown])[]): string {
  const texts = examples.map(([key, example]) => stringify({ [key]: example }, { lineWidth: 0, indentSeq: true }));
  return `\`\`\`yaml\n${texts.join("# or\n")}\`\`\``;
}
