import type { FeatureArtifact } from "../../runtime/artifacts.js";
import type { Type } from "../../runtime/types.js";
import { viewFingerprint } from "../model/fingerprint.js";
import { deprecationIn } from "../model/governance/deprecation.js";
import type {
  Annotation,
  Call,
  Field,
  Item,
  Project,
  Read,
  Service,
  ServiceFeature,
  Transform,
  View,
} from "../model/ir.js";
import { isConstant } from "../model/is-constant.js";
import { fieldsAlone } from "../model/service-inputs.js";
import type { Leaf } from "../model/substitute.js";
import { clientMember } from "../symbols/client-member.js";
import { type ExpressionContext, expression, literal } from "./expression.js";
import { hasRaw, rawProperty } from "./items.js";
import { type Names, namesOf, pascal } from "./names.js";
import { raisingOf } from "./raising.js";
import { generatedHeader, readsOf, variantOf } from "./transforms.js";
import {
  access,
  cast,
  clientType,
  docComment,
  integer,
  memoryType,
  property,
  type Style,
  typeProperty,
} from "./writer.js";

/** The typed client: what a service imports. */
export function printClient(project: Project): string {
  const style: Style = { types: true };
  const names = namesOf(project);
  const artifact = printArtifact(project, names, style);
  const used = [...project.views.map(({ name }) => names.function("view", name)), ...callFunctions(project, names)];
  const types = [...artifact.matchAll(/ as ([A-Za-z_][A-Za-z0-9_]*)\)/g)].map((match) => match[1]!);
  const imports = [...new Set(used)].sort();
  const declared = new Set(
    [...project.views, ...project.transforms].flatMap(({ name }) => [names.type(name), `${names.type(name)}Stored`]),
  );
  const typeImports = [...new Set(types)].filter((type) => declared.has(type)).sort();
  const services = project.services.map((service) => serviceTypes(service, project));
  return `${generatedHeader(project, "The typed client of its services")}import {
  type ClientOptions, createClientRuntime, ${/\ba\./.test(artifact) ? "aggregates as a, " : ""}${/\bf\./.test(artifact) ? "functions as f, " : ""}${/\bInt\b/.test(artifact) ? "type Int, " : ""}type ProjectArtifact, type Row, type ServiceClient,
} from "featlang/runtime";
${imports.length + typeImports.length === 0 ? "" : `import { ${[...imports, ...typeImports.map((type) => `type ${type}`)].join(", ")} } from "./transforms.js";\n`}
${services.join("\n")}
/** A client of project \`${project.name}\`: one per process, closed when done (\`await using\`). */
export interface Client extends AsyncDisposable {
${project.services.map((s) => `${docComment([s.doc, deprecatedTag(s.annotations)])}readonly ${clientMember(s.name)}: ServiceClient<${pascal(s.name)}Input, ${pascal(s.name)}Features, ${viewUnion(s)}>;`).join("\n")}
close(): Promise<void>;
}

/** Opens a client over an online store: \`createClient({ online: openRedis(url) })\`. */
export function createClient(options: ClientOptions): Client {
const runtime = createClientRuntime(project, options);
const close = () => runtime.close();
return {
${project.services.map((s) => `${clientMember(s.name)}: runtime.service(${JSON.stringify(s.name)}),`).join("\n")}
close,
[Symbol.asyncDispose]: close,
};
}

/** What the client reads and computes. */
export const project: ProjectArtifact = ${artifact};
`;
}

const viewUnion = (service: Service): string => {
  const views = [...new Set(service.steps.flatMap((step) => (step.node === "read" ? [step.view] : [])))].sort();
  return views.length === 0 ? "never" : views.map((view) => JSON.stringify(view)).join(" | ");
};

function serviceTypes(service: Service, project: Project): string {
  const name = pascal(service.name);
  const field = (
    f: Pick<Field, "name" | "type" | "doc" | "annotations">,
    optional: boolean,
    owner: readonly Annotation[] = [],
  ): string =>
    `${docComment([f.doc, deprecatedTag(f.annotations) ?? deprecatedTag(owner)])}readonly ${typeProperty(f.name)}${optional ? "?" : ""}: ${clientType(f.type, "input")}${optional ? " | undefined" : ""};`;
  const inputs = [
    ...service.keys.map((key) => field({ ...key, type: { ...key.type, nullable: false } }, false)),
    // An omitted nullable request field is null.
    ...fieldsAlone(service).map((request) => {
      const declared = project.requests.find(({ name: declaredName }) => declaredName === request.request);
      return field(request, request.type.nullable, declared?.annotations);
    }),
  ];
  const features = service.features.map(
    (f) =>
      `${docComment([f.doc, f.pii === true ? "Personal data." : null, deprecatedFeature(f, service, project)])}readonly ${typeProperty(f.name)}: ${clientType(f.type, "result")};`,
  );
  return `/** Keys and request fields of \`${service.name}\` (${service.at.file}:${service.at.line}). */
export type ${name}Input = {
${inputs.join("\n")}
};
/** Features of \`${service.name}\`. */
export type ${name}Features = {
${features.join("\n")}
};
export type ${name}Row = Row<${name}Features, ${viewUnion(service)}>;
`;
}

/** What stands in a feature's own annotations, or in those of its view or transform. */
function deprecatedFeature({ step, feature }: ServiceFeature, service: Service, project: Project): string | null {
  const found = service.steps.find(({ id }) => id === step);
  const owners: readonly (View | Transform)[] = found?.node === "read" ? project.views : project.transforms;
  const owner = owners.find(({ name }) => name === (found?.node === "read" ? found.view : found?.transform));
  const item = owner?.items.find(({ name }) => name === feature);
  return deprecatedTag(item?.annotations) ?? deprecatedTag(owner?.annotations);
}

function deprecatedTag(annotations: readonly Annotation[] = []): string | null {
  const text = deprecationIn(annotations);
  return text === null ? null : `@deprecated ${text}`.trimEnd();
}

const callFunctions = (project: Project, names: Names): readonly string[] =>
  project.services.flatMap((service) =>
    service.steps.flatMap((step) =>
      step.node === "call"
        ? [variantOf(step, project.transforms.find(({ name }) => name === step.transform)!, project, names).function]
        : [],
    ),
  );

/** The `ProjectArtifact` as code over the functions of `transforms.ts`. */
export function printArtifact(project: Project, names: Names, style: Style): string {
  const views = project.views.map((view) => `${property(view.name)}: ${viewArtifact(view, project, names, style)},`);
  const services = project.services.map(
    (service) => `${property(service.name)}: ${serviceArtifact(service, project, names, style)},`,
  );
  return `{\nname: ${JSON.stringify(project.name)},\nviews: {\n${views.join("\n")}\n},\nservices: {\n${services.join("\n")}\n},\n}`;
}

const typeData = (type: Type): string => JSON.stringify(type);
const micros = (digits: string | null): string => (digits === null ? "null" : integer(digits));

function featureArtifact(item: Item, raises: boolean, otherwise: string | null = null): string {
  const more = `${otherwise === null ? "" : `, default: ${otherwise}`}${raises ? ", raises: true" : ""}`;
  return `{ name: ${JSON.stringify(item.name)}, type: ${typeData(item.type)}, origin: ${JSON.stringify(originArtifact(item))}${more} }`;
}

/** A default that is a list stands in the value itself. */
function defaultText({ default: otherwise, value }: Item, context: ExpressionContext): string | null {
  if (otherwise !== null) return otherwise.value === null ? null : literal(otherwise);
  if (value.node !== "coalesce" || value.right.node !== "array" || !isConstant(value.right)) return null;
  return expression(value.right, context);
}

function originArtifact(item: Item): FeatureArtifact["origin"] {
  const { origin, name } = item;
  if (origin.kind !== "computed") return origin;
  const of = origin.of ?? (hasRaw(item) ? name : null);
  return of === null ? { kind: "computed" } : { kind: "computed", raw: rawProperty(of) };
}

const emptyText = ({ empty, type }: View["aggregates"][number]): string => {
  if (typeof empty !== "object" || empty === null) return literal({ node: "literal", type, value: empty });
  return Array.isArray(empty) ? "[]" : "new Map()";
};

function viewArtifact(view: View, project: Project, names: Names, style: Style): string {
  const named = (rows: readonly { readonly name: string; readonly type: Type }[]): string =>
    `[${rows.map((r) => `{ name: ${JSON.stringify(r.name)}, type: ${typeData(r.type)} }`).join(", ")}]`;
  const own = names.function("view", view.name);
  const context = literalContext(project, names, style);
  const raising = raisingOf(project).view(view.name);
  const every =
    view.every === null
      ? "null"
      : `{ every: ${integer(view.every.everyMicros)}, after: ${integer(view.every.afterMicros)} }`;
  return `{
name: ${JSON.stringify(view.name)},
fingerprint: ${JSON.stringify(viewFingerprint(project, view))},
keys: ${named(view.keys)},
latest: ${named(view.latest.map(({ column, type }) => ({ name: column, type })))},
aggregates: [${view.aggregates.map((a) => `{ name: ${JSON.stringify(a.id)}, type: ${typeData(a.type)}, empty: ${emptyText(a)} }`).join(", ")}],
ttl: ${micros(view.ttlMicros)},
every: ${every},
features: [${view.items
    .filter(({ node }) => node === "feature")
    .map((item) => featureArtifact(item, raising.has(item.name), defaultText(item, context)))
    .join(", ")}],
compute: (stored, now) => ${own}(${cast(style, "stored", `${names.type(view.name)}Stored`)}, now),
}`;
}

/** For expressions that name nothing. */
function literalContext(project: Project, names: Names, style: Style): ExpressionContext {
  const leaf = ({ node }: Leaf): string => {
    throw new Error(`a ${node} in a default`);
  };
  const functions = new Map(project.functions.map((fn) => [fn.name, fn]));
  return { style, leaf, functions, functionName: (name) => names.function("fn", name), local: names.local };
}

function serviceArtifact(service: Service, project: Project, names: Names, style: Style): string {
  const named = (rows: readonly { readonly name: string; readonly type: Type }[]): string =>
    `[${rows.map((r) => `{ name: ${JSON.stringify(r.name)}, type: ${typeData(r.type)} }`).join(", ")}]`;
  const steps = service.steps.map((step) =>
    step.node === "read"
      ? readStep(step, service, project, names, style)
      : callStep(step, service, project, names, style),
  );
  return `{
name: ${JSON.stringify(service.name)},
member: ${JSON.stringify(clientMember(service.name))},
keys: ${named(service.keys)},
request: ${named(service.requests)},
steps: [${steps.join(", ")}],
features: [${service.features.map((f) => `{ name: ${JSON.stringify(f.name)}, type: ${typeData(f.type)}, step: ${JSON.stringify(f.step)}, feature: ${JSON.stringify(f.feature)} }`).join(", ")}],
}`;
}

const step = (id: string): string => `[${JSON.stringify(id)}]`;

/** The type of the features of a step, for casts. */
function stepType(id: string, service: Service, names: Names): string {
  const found = service.steps.find((candidate) => candidate.id === id)!;
  return names.type(found.node === "read" ? found.view : found.transform);
}

function readStep(read: Read, service: Service, project: Project, names: Names, style: Style): string {
  const view = project.views.find(({ name }) => name === read.view)!;
  const leaf = (l: Leaf): string => {
    switch (l.node) {
      case "key":
        return typed(`scope.keys${access(l.name)}`, l.type, style);
      case "request":
        return typed(`scope.request${access(l.name)}`, l.type, style);
      case "input":
        return `${cast(style, `scope.steps${step(l.from)}`, stepType(l.from, service, names))}${access(l.name)}`;
      case "now":
        return "scope.now";
      default:
        throw new Error(`a ${l.node} among the keys of ${read.id}`);
    }
  };
  const functions = new Map(project.functions.map((fn) => [fn.name, fn]));
  const context = {
    style,
    leaf,
    functions,
    functionName: (name: string) => names.function("fn", name),
    local: names.local,
  };
  const keys = view.keys.map((key) => {
    const value = read.keys.find(({ name }) => name === key.name)!.value;
    // A bare key needs no cast: it is handed on.
    if (value.node === "key") return `scope.keys${access(value.name)} ?? null`;
    return expression(value, context);
  });
  const scope = keys.length === 0 ? "()" : "(scope)";
  return `{ kind: "read", id: ${JSON.stringify(read.id)}, view: ${JSON.stringify(read.view)}, hop: ${read.hop}, key: ${scope} => [${keys.join(", ")}] }`;
}

function callStep(call: Call, service: Service, project: Project, names: Names, style: Style): string {
  const transform = project.transforms.find(({ name }) => name === call.transform)!;
  const variant = variantOf(call, transform, project, names);
  const reads = readsOf(variant.items, transform, project);
  const fields: string[] = [];
  for (const ref of reads.inputs.keys()) {
    const id = call.inputs[ref]!;
    fields.push(`${property(ref)}: ${cast(style, `scope.steps${step(id)}`, stepType(id, service, names))}`);
  }
  if (reads.requests.size > 0)
    fields.push(
      `request: { ${[...reads.requests].map(([name, type]) => `${property(name)}: ${typed(`scope.request${access(name)}`, type, style)}`).join(", ")} }`,
    );
  if (reads.keys.size > 0)
    fields.push(
      `keys: { ${[...reads.keys].map(([name, type]) => `${property(name)}: ${typed(`scope.keys${access(call.keys[name] ?? name)}`, type, style)}`).join(", ")} }`,
    );
  if (reads.now) fields.push("now: scope.now");
  // The origins of a call's features name steps of the service, not the transform's own references.
  const raising = raisingOf(project).transform(transform.name);
  const features = variant.items
    .filter(({ node }) => node === "feature")
    .map((item) =>
      featureArtifact(
        item.origin.kind === "input"
          ? { ...item, origin: { ...item.origin, from: call.inputs[item.origin.from] ?? item.origin.from } }
          : item,
        raising.has(item.name),
      ),
    );
  const argument = fields.length === 0 ? "" : `{ ${fields.join(", ")} }`;
  return `{ kind: "call", id: ${JSON.stringify(call.id)}, features: [${features.join(", ")}], compute: (${fields.length === 0 ? "" : "scope"}) => ${variant.function}(${argument}) }`;
}

const typed = (value: string, type: Type, style: Style): string => cast(style, value, memoryType(type));
