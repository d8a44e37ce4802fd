import type { FeatureArtifact } from "../../runtime/artifacts.js";
import type { Type } from "../../runtime/types.js";
import { clientMember } from "../ir/client-member.js";
import { deprecationIn } from "../ir/deprecation.js";
import { viewFingerprint } from "../ir/fingerprint.js";
import type { Annotation, Call, Field, Item, Project, Read, Service, ServiceFeature, View } from "../ir/index.js";
import { isConstant } from "../ir/is-constant.js";
import type { Lookups } from "../ir/lookups.js";
import { fieldsAlone } from "../ir/service-inputs.js";
import type { Leaf } from "../ir/substitute.js";
import { type ExpressionContext, expression, literal } from "./expression.js";
import { Imports, importOf } from "./imports.js";
import { hasRaw, rawProperty } from "./items.js";
import { inputProperty } from "./names.js";
import { type Printing, printingOf } from "./printing.js";
import { printStreams, pushedSources, pushRowType } from "./pushed-sources.js";
import { streamedIn, streamText } from "./streams.js";
import { access, codeSpan, data, docComment, property, string, typeProperty } from "./text.js";
import { generatedHeader, readsOf } from "./transforms.js";
import { cast, clientType, integer, memoryType, type Style } from "./writer.js";

/** `client.ts`: the typed client, which code that reads services imports. */
export function printClient(project: Project): string {
  const imports = new Imports();
  const style: Style = { types: true, imports };
  const printing = printingOf(project, style);
  const { names } = printing;
  const { type, value } = imports;
  const services = project.services.map((service) => serviceTypes(service, printing));
  const members = project.services.map((service) => {
    const { input, features } = names.service(service.name);
    return `${docComment([service.doc, deprecatedTag(service.annotations)])}readonly ${typeProperty(clientMember(service.name))}: ${type("ServiceClient")}<${input}, ${features}, ${viewUnion(service)}>;`;
  });
  const opened = project.services.map(
    ({ name }) => `${property(clientMember(name))}: runtime.service(${string(name)}),`,
  );
  const pushed = pushedSources(printing);
  if (pushed.length > 0) {
    const own = pushed.map(
      ({ name }) => `readonly ${typeProperty(name)}: ${type("PushSource")}<${names.pushed(name)}>;`,
    );
    members.push(
      `${docComment(["Puts rows of a streamed source into the online store."])}readonly push: { ${own.join(" ")} };`,
    );
    opened.push(
      `push: { ${pushed.map(({ name }) => `${property(name)}: runtime.push(${string(name)})`).join(", ")} },`,
    );
  }
  const artifact = printArtifact(printing);
  const body = `${[...services, ...pushed.map((source) => pushRowType(source, printing))].join("\n")}
${docComment([`A client of project ${codeSpan(project.name)}. Use one per process, and close it when done (\`await using\`).`])}export interface Client extends AsyncDisposable {
${members.join("\n")}
close(): Promise<void>;
}

/** Opens a client over an online store: \`createClient({ online: openRedis(url) })\`. */
export function createClient(options: ${type("ClientOptions")}): Client {
const runtime = ${value("createClientRuntime")}(project, options);
const close = () => runtime.close();
return {
${opened.join("\n")}
close,
[Symbol.asyncDispose]: close,
};
}

/** The project's views and services, as the runtime reads and computes them. */
export const project: ${type("ProjectArtifact")} = ${artifact};
`;
  const runtime = importOf(imports.fromRuntime, '"featlang/runtime"');
  const transforms = importOf(imports.fromTransforms, '"./transforms.js"');
  return `${generatedHeader(project, "The typed client of its services")}${runtime}${transforms}\n${body}`;
}

const viewUnion = (service: Service): string => {
  const views = [...new Set(service.steps.flatMap((step) => (step.node === "read" ? [step.view] : [])))].sort();
  return views.length === 0 ? "never" : views.map(string).join(" | ");
};

function serviceTypes(service: Service, { names, style, lookups }: Printing): string {
  const { input, features: featuresName, row } = names.service(service.name);
  const field = (
    f: Pick<Field, "name" | "type" | "doc" | "annotations">,
    optional: boolean,
    owner: readonly Annotation[] = [],
  ): string =>
    `${docComment([f.doc, deprecatedTag(f.annotations) ?? deprecatedTag(owner)])}readonly ${typeProperty(f.name)}${optional ? "?" : ""}: ${clientType(f.type, "input")}${optional ? " | undefined" : ""};`;
  const inputs = [
    ...service.keys.map((key) => field({ ...key, type: { ...key.type, nullable: false } }, false)),
    // A nullable request field may be omitted, and is null then.
    ...fieldsAlone(service).map((request) => {
      const declared = lookups.requests.get(request.request);
      return field(request, request.type.nullable, declared?.annotations);
    }),
  ];
  const deprecated = deprecatedFeatures(service, lookups);
  const features = service.features.map(
    (f) =>
      `${docComment([f.doc, f.pii === true ? "Personal data." : null, deprecated(f)])}readonly ${typeProperty(f.name)}: ${clientType(f.type, "result")};`,
  );
  const [name, place] = [codeSpan(service.name), codeSpan(`${service.at.file}:${service.at.line}`)];
  return `${docComment([`Keys and request fields of ${name} (${place}).`])}export type ${input} = {
${inputs.join("\n")}
};
${docComment([`Features of ${name}.`])}export type ${featuresName} = {
${features.join("\n")}
};
export type ${row} = ${style.imports.type("Row")}<${featuresName}, ${viewUnion(service)}>;
`;
}

/** The `@deprecated` tag from a feature's own annotations, or else from those of its view or transform. */
function deprecatedFeatures(
  { steps }: Service,
  { views, transforms }: Lookups,
): (feature: ServiceFeature) => string | null {
  const owners = new Map(
    steps.map((step) => {
      const owner = step.node === "read" ? views.get(step.view) : transforms.get(step.transform);
      const items = new Map(owner?.items.map((item) => [item.name, item]));
      return [step.id, { owner, items }] as const;
    }),
  );
  return ({ step, feature }) => {
    const of = owners.get(step);
    return deprecatedTag(of?.items.get(feature)?.annotations) ?? deprecatedTag(of?.owner?.annotations);
  };
}

function deprecatedTag(annotations: readonly Annotation[] = []): string | null {
  const text = deprecationIn(annotations);
  return text === null ? null : `@deprecated ${text}`.trimEnd();
}

/** The `ProjectArtifact` as code that calls the functions of `transforms.ts`. */
export function printArtifact(printing: Printing): string {
  const { project, style } = printing;
  const views = project.views.map((view) => entry(view.name, viewArtifact(view, printing), "ViewArtifact", style));
  const services = project.services.map((service) =>
    entry(service.name, serviceArtifact(service, printing), "ServiceArtifact", style),
  );
  return `{\nname: ${string(project.name)},\nviews: {\n${views.join("\n")}\n},\nservices: {\n${services.join("\n")}\n},\n${printStreams(printing)}}`;
}

/**
 * A property of a record. If every object has a property of that name, `satisfies` keeps TypeScript from taking the
 * inherited one's type.
 */
const entry = (name: string, value: string, type: string, { types, imports }: Style): string =>
  `${property(name)}: ${value}${types && inherited.has(name) ? ` satisfies ${imports.type(type)}` : ""},`;

const micros = (digits: string | null): string => (digits === null ? "null" : integer(digits));

function featureArtifact(item: Item, raises: boolean, otherwise: string | null = null): string {
  const more = `${otherwise === null ? "" : `, default: ${otherwise}`}${raises ? ", raises: true" : ""}`;
  return `{ name: ${string(item.name)}, type: ${data(item.type)}, origin: ${data(originArtifact(item))}${more} }`;
}

/** A default that is a list is part of the value expression itself. */
function defaultText({ default: otherwise, value }: Item, context: ExpressionContext): string | null {
  if (otherwise !== null) return otherwise.value === null ? null : literal(otherwise, context.style);
  const last = value.node === "coalesce" ? value.values.at(-1) : undefined;
  if (last?.node !== "array" || !isConstant(last)) return null;
  return expression(last, context);
}

function originArtifact(item: Item): FeatureArtifact["origin"] {
  const { origin, name } = item;
  if (origin.kind !== "computed") return origin;
  const of = origin.of ?? (hasRaw(item) ? name : null);
  return of === null ? { kind: "computed" } : { kind: "computed", raw: rawProperty(of) };
}

const emptyText = ({ empty, type }: View["aggregates"][number], style: Style): string => {
  if (typeof empty !== "object" || empty === null) return literal({ node: "literal", type, value: empty }, style);
  return Array.isArray(empty) ? "[]" : "new Map()";
};

function viewArtifact(view: View, printing: Printing): string {
  const { project, names, style } = printing;
  const named = (rows: readonly { readonly name: string; readonly type: Type }[]): string =>
    `[${rows.map((r) => `{ name: ${string(r.name)}, type: ${data(r.type)} }`).join(", ")}]`;
  const own = style.imports.declaredFunction(names.function("view", view.name));
  const stored = cast(style, "stored", style.imports.declaredType(names.stored(view.name)));
  const context = literalContext(printing);
  const raising = printing.raising.view(view.name);
  const every =
    view.every === null
      ? "null"
      : `{ every: ${integer(view.every.everyMicros)}, after: ${integer(view.every.afterMicros)} }`;
  return `{
name: ${string(view.name)},
fingerprint: ${string(viewFingerprint(project, view, printing.meanings))},
keys: ${named(view.keys)},
latest: ${named(view.latest.map(({ column, type }) => ({ name: column, type })))},
aggregates: [${view.aggregates.map((a) => `{ name: ${string(a.id)}, type: ${data(a.type)}, empty: ${emptyText(a, style)} }`).join(", ")}],
ttl: ${micros(view.ttlMicros)},
every: ${every},
features: [${view.items
    .filter(({ node }) => node === "feature")
    .map((item) => featureArtifact(item, raising.has(item.name), defaultText(item, context)))
    .join(", ")}],
compute: (stored, now) => ${own}(${stored}, now),
${streamedIn(printing).has(view.name) ? `stream: ${streamText(view, printing)},\n` : ""}}`;
}

/** The context for expressions that read no names. */
function literalContext({ lookups: { functions }, names, style }: Printing): ExpressionContext {
  const leaf = ({ node }: Leaf): string => {
    throw new Error(`a ${node} in a default`);
  };
  return {
    style,
    leaf,
    functions,
    functionName: (name) => names.function("fn", name),
    local: names.local,
  };
}

function serviceArtifact(service: Service, printing: Printing): string {
  const named = (rows: readonly { readonly name: string; readonly type: Type }[]): string =>
    `[${rows.map((r) => `{ name: ${string(r.name)}, type: ${data(r.type)} }`).join(", ")}]`;
  const stepFeatures = featuresOfSteps(service, printing);
  const steps = service.steps.map((step) =>
    step.node === "read" ? readStep(step, stepFeatures, printing) : callStep(step, stepFeatures, printing),
  );
  return `{
name: ${string(service.name)},
member: ${string(clientMember(service.name))},
keys: ${named(service.keys)},
request: ${named(service.requests)},
steps: [${steps.join(", ")}],
features: [${service.features.map((f) => `{ name: ${string(f.name)}, type: ${data(f.type)}, step: ${string(f.step)}, feature: ${string(f.feature)} }`).join(", ")}],
}`;
}

/** The properties that TypeScript knows on every object, whatever the names of its own properties. */
const inherited: ReadonlySet<string> = new Set(
  "constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf".split(" "),
);

/** The value in the scope under a name. */
function scoped(group: "keys" | "request" | "steps", name: string, type: string, style: Style): string {
  const value = `scope.${group}[${string(name)}]`;
  return cast(style, style.types && inherited.has(name) ? `(${value} as unknown)` : value, type);
}

/** The code of the features of a step, by its id. */
function featuresOfSteps({ steps }: Service, { names, style }: Printing): (id: string) => string {
  const owners = new Map(steps.map((step) => [step.id, step.node === "read" ? step.view : step.transform]));
  return (id) => scoped("steps", id, style.imports.declaredType(names.type(owners.get(id)!)), style);
}

function readStep(read: Read, stepFeatures: (id: string) => string, { lookups, names, style }: Printing): string {
  const view = lookups.views.get(read.view)!;
  let reads = false;
  const leaf = (l: Leaf): string => {
    reads = true;
    switch (l.node) {
      case "key":
        return scoped("keys", l.name, memoryType(l.type, style), style);
      case "request":
        return scoped("request", l.name, memoryType(l.type, style), style);
      case "input":
        return `${stepFeatures(l.from)}${access(l.name)}`;
      case "now":
        return "scope.now";
      default:
        throw new Error(`a ${l.node} among the keys of ${read.id}`);
    }
  };
  const context = {
    style,
    leaf,
    functions: lookups.functions,
    functionName: (name: string) => names.function("fn", name),
    local: names.local,
  };
  const keys = view.keys.map((key) => {
    const value = read.keys.find(({ name }) => name === key.name)!.value;
    // A bare key is passed on as it is, so it needs no cast.
    if (value.node === "key") reads = true;
    if (value.node === "key" && !inherited.has(value.name)) return `scope.keys[${string(value.name)}] ?? null`;
    return expression(value, context);
  });
  const scope = reads ? "(scope)" : "()";
  return `{ kind: "read", id: ${string(read.id)}, view: ${string(read.view)}, hop: ${read.hop}, key: ${scope} => [${keys.join(", ")}] }`;
}

function callStep(call: Call, stepFeatures: (id: string) => string, printing: Printing): string {
  const { lookups, style } = printing;
  const transform = lookups.transforms.get(call.transform)!;
  const variant = printing.variants.ofCall(call, transform);
  const own = style.imports.declaredFunction(variant.function);
  const reads = readsOf(variant.items, transform, lookups.functions);
  const fields: string[] = [];
  for (const ref of reads.inputs.keys()) {
    const id = call.inputs[ref]!;
    fields.push(`${property(inputProperty(ref))}: ${stepFeatures(id)}`);
  }
  if (reads.requests.size > 0)
    fields.push(
      `request: { ${[...reads.requests].map(([name, type]) => `${property(name)}: ${scoped("request", name, memoryType(type, style), style)}`).join(", ")} }`,
    );
  if (reads.keys.size > 0)
    fields.push(
      `keys: { ${[...reads.keys].map(([name, type]) => `${property(name)}: ${scoped("keys", call.keys[name] ?? name, memoryType(type, style), style)}`).join(", ")} }`,
    );
  if (reads.now) fields.push("now: scope.now");
  // The origins of a call's features name steps of the service, not the transform's own references.
  const raising = printing.raising.transform(transform.name);
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
  return `{ kind: "call", id: ${string(call.id)}, features: [${features.join(", ")}], compute: (${fields.length === 0 ? "" : "scope"}) => ${own}(${argument}) }`;
}
