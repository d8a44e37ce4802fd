import type { Aggregate, Expr, Item, Service, Transform, View, Window } from "../../../compiler/ir/index.js";
import { type Type, typeText } from "../../../runtime/types.js";

/** An IR expression on one line: conversions as `:type(…)`, calls with their overload. */
export function print(expr: Expr): string {
  switch (expr.node) {
    case "literal":
      return expr.value === null
        ? `null:${typeText(expr.type)}`
        : expr.type.kind === "string" || expr.type.kind === "json"
          ? JSON.stringify(expr.value)
          : `${expr.value}:${expr.type.kind}`;
    case "array":
      return `[${expr.elements.map(print).join(", ")}]:${typeText(expr.type)}`;
    case "struct":
      return `{ ${expr.fields.map((field) => `${field.name}: ${print(field.value)}`).join(", ")} }`;
    case "map":
      return `map{ ${expr.entries.map(({ key, value }) => `${print(key)}: ${print(value)}`).join(", ")} }`;
    case "field":
      return `${print(expr.value)}.${expr.name}`;
    case "extern":
      return `extern ${expr.name}(${expr.args.map(print).join(", ")})`;
    case "element":
      return `each.${expr.name}`;
    case "overElements":
      return `${expr.function}/${expr.overload}(${expr.args.map(print).join(", ")} each ${expr.name} in ${print(expr.list)}${
        expr.where === null ? "" : ` where ${print(expr.where)}`
      }${expr.by === null ? "" : ` by ${print(expr.by.value)}${expr.by.top === null ? "" : ` top ${expr.by.top}`}`})`;
    case "column":
      return `col.${expr.name}`;
    case "latest":
      return `latest.${expr.column}`;
    case "aggregate":
      return `agg.${expr.id}`;
    case "item":
      return expr.name;
    case "input":
      return `${expr.from}.${expr.name}`;
    case "request":
      return `${expr.request}!${expr.name}`;
    case "key":
      return `key.${expr.name}`;
    case "now":
      return "now";
    case "param":
      return `$${expr.name}`;
    case "call":
      return `${expr.function}/${expr.overload}(${expr.args.map(print).join(", ")})`;
    case "fn":
      return `fn ${expr.name}(${expr.args.map(print).join(", ")})`;
    case "convert":
      return `:${typeText(expr.type)}(${print(expr.value)})`;
    case "stored":
      return `stored ${expr.what}: ${typeText(expr.type)}(${print(expr.value)})`;
    case "bound":
      return `bound ${expr.name} = ${print(expr.value)} in ${print(expr.body)}`;
    case "coalesce":
      return `(${expr.values.map(print).join(" ?? ")})`;
    case "chain":
      return `chain(${[print(expr.first), ...expr.steps.map((step) => `${step.function}/${step.overload} ${print(step.arg)}`)].join(", ")})`;
    case "case":
      return `case(${expr.branches.map((b) => `${print(b.when)} => ${print(b.then)}`).join(", ")}${expr.else === null ? "" : `, else ${print(expr.else)}`})`;
  }
}

const typed = (type: Type): string =>
  `${typeText(type)}${type.kind === "string" && type.values !== undefined ? `{${type.values.join("|")}}` : ""}`;

export const printItem = (item: Item): string =>
  `${item.node === "let" ? "let " : ""}${item.name}: ${typed(item.type)} = ${print(item.value)}${
    item.default === null ? "" : ` default ${print(item.default)}`
  } [${originText(item)}]`;

function originText({ origin }: Item): string {
  switch (origin.kind) {
    case "latest":
      return `latest ${origin.column}`;
    case "aggregate":
      return `aggregate ${origin.id}`;
    case "input":
      return `${origin.from}.${origin.name}`;
    case "aggregates":
    case "computed":
      return origin.kind;
  }
}

function windowText({ extent, lastRows, offsetMicros }: Window): string {
  const own = {
    duration: () => (extent.kind === "duration" ? extent.micros : ""),
    lifetime: () => "lifetime",
    this: () => (extent.kind === "this" ? `this ${extent.unit} in ${extent.zone}` : ""),
    since: () => (extent.kind === "since" ? `since ${print(extent.condition)}` : ""),
  }[extent.kind]();
  return `${own}${lastRows === null ? "" : ` last ${lastRows} rows`}${offsetMicros === "0" ? "" : ` offset ${offsetMicros}`}`;
}

const printAggregate = (a: Aggregate): string =>
  `agg ${a.id}: ${typed(a.type)} = ${a.function}/${a.overload}(${a.args.map(print).join(", ")})${
    a.where === null ? "" : ` where ${print(a.where)}`
  }${a.window === null ? "" : ` over ${windowText(a.window)}`} empty ${JSON.stringify(a.empty)?.replaceAll('"', "")}`;

export function printView(view: View): readonly string[] {
  return [
    `view ${view.name} for ${view.keys.map((k) => `${k.name}: ${typed(k.type)} = ${print(k.value)}`).join(", ")} from ${view.from}`,
    ...(view.where === null ? [] : [`where ${print(view.where)}`]),
    `${view.boundary} delay ${view.delayMicros}${view.ttlMicros === null ? "" : ` ttl ${view.ttlMicros}`}${view.known ? " known" : ""}${
      view.every === null ? "" : ` every ${view.every.everyMicros} after ${view.every.afterMicros}`
    }`,
    `latest ${view.latest.map((c) => `${c.column}: ${typed(c.type)}`).join(", ")}`,
    ...view.aggregates.map(printAggregate),
    ...view.items.map(printItem),
    ...view.expects.flatMap(({ text, condition, aggregates, at }) => [
      `expect ${text} = ${print(condition)} line ${at.line}`,
      ...aggregates.map((a) => `  ${printAggregate(a)}`),
    ]),
  ];
}

export function printTransform(transform: Transform): readonly string[] {
  return [
    ...transform.views.map(
      (v) => `use ${v.view} as ${v.ref} (${v.keys.map((k) => `${k.name} = ${print(k.value)}`).join(", ")})`,
    ),
    ...transform.transforms.map((name) => `reads ${name}`),
    `keys ${transform.keys.map((k) => `${k.name}: ${typed(k.type)}`).join(", ")}`,
    ...transform.items.map(printItem),
  ];
}

export function printService(service: Service): readonly string[] {
  return [
    `keys ${service.keys.map((k) => `${k.name}: ${typed(k.type)}`).join(", ")}`,
    `requests ${service.requests.map((r) => `${r.request}.${r.name}: ${typed(r.type)}`).join(", ")}`,
    ...service.steps.map((step) =>
      step.node === "read"
        ? `read ${step.id} = ${step.view}(${step.keys.map((k) => `${k.name} = ${print(k.value)}`).join(", ")}) hop ${step.hop}`
        : `call ${step.id} = ${step.transform}(${Object.entries(step.inputs)
            .map(([k, v]) => `${k} = ${v}`)
            .join(", ")}; ${Object.entries(step.keys)
            .map(([k, v]) => `${k} = ${v}`)
            .join(", ")}) { ${step.items.join(", ")} }`,
    ),
    ...service.features.map((f) => `${f.name}: ${typed(f.type)} = ${f.step}.${f.feature}`),
  ];
}
