import type * as ast from "../../../grammar/ast.js";
import { scalar, type Type, withNullable } from "../../../runtime/types.js";
import { unknownName } from "../../diagnostics/catalog/symbols.js";
import { testAmbiguous, testGivenTarget } from "../../diagnostics/catalog/tests.js";
import type { PhysicalSource, Service } from "../../ir/index.js";
import { kindText, type Located } from "../../symbols/index.js";
import { suggest, suggestion } from "../../symbols/suggest.js";
import type { Offer, Resolver, TransformInfo, ViewInfo } from "./resolver.js";

type Target<K extends string> = { readonly kind: K; readonly name: string };
type Fields = ReadonlyMap<string, Type | null>;

/** A thing that a test gives rows or values for, or expects features of. */
export interface Subject<K extends string> {
  readonly target: Target<K>;
  /** Null if it has errors of its own. */
  readonly fields: Fields | null;
  readonly offer: Offer | null;
  readonly keys: ReadonlyMap<string, Type>;
  readonly statuses: boolean;
}

export class TestSubjects {
  constructor(
    private readonly decl: ast.TestDecl,
    private readonly file: Located<unknown>["file"],
    private readonly resolver: Resolver,
    private readonly service: (name: string) => Service | null,
  ) {}

  given(name: ast.Name): Subject<"source" | "view" | "transform" | "request"> | null {
    if (name.text === "") return null;
    const { symbols } = this.resolver;
    const named = symbols.names.get(name.text);
    switch (named?.kind) {
      case "physical":
        return {
          target: { kind: "source", name: name.text },
          fields: physicalFields(named.source),
          offer: null,
          keys: new Map(),
          statuses: false,
        };
      case "source": {
        const base = this.resolver.source(name, this.file)?.base.name;
        if (base !== undefined) this.#refuse(name, "derived source", `give rows of \`${base}\``);
        return null;
      }
      case "view":
        return ofView(this.resolver.view(name.text));
      case "transform":
        return this.#ofTransform(name);
      case "request": {
        const request = this.resolver.request(name.text);
        const fields = request === null ? null : new Map(request.fields.map((field) => [field.name, field.type]));
        return { target: { kind: "request", name: name.text }, fields, offer: null, keys: new Map(), statuses: false };
      }
      case undefined:
        if (symbols.services.has(name.text)) {
          this.#refuse(name, "service", "give rows of sources, or features of views");
        } else this.#unknown(name, "source, view, transform or request", [...symbols.names.keys()]);
        return null;
    }
  }

  expected(name: ast.Name): Subject<"view" | "transform" | "service"> | null {
    if (name.text === "") return null;
    const { symbols, report } = this.resolver;
    const named = symbols.names.get(name.text);
    const isService = symbols.services.has(name.text);
    if (isService && (named?.kind === "view" || named?.kind === "transform")) {
      report(testAmbiguous.at(this.file.place(name), { name: name.text, kinds: [`a ${named.kind}`, "a service"] }));
      return null;
    }
    if (named?.kind === "view") return ofView(this.resolver.view(name.text));
    if (named?.kind === "transform") return this.#ofTransform(name);
    if (isService) return ofService(this.service(name.text));
    if (named !== undefined) {
      this.#refuse(name, kindText(named), "a test expects features of a view, transform or service");
      return null;
    }
    const offers = [...symbols.names]
      .filter(([, { kind }]) => kind === "view" || kind === "transform")
      .map(([text]) => text);
    this.#unknown(name, "view, transform or service", [...offers, ...symbols.services.keys()]);
    return null;
  }

  #ofTransform(name: ast.Name): Subject<"transform"> | null {
    const transform = this.resolver.transform(name.text, this.file.place(name));
    if (transform === null) return null;
    const target: Target<"transform"> = { kind: "transform", name: transform.name };
    const keys = this.#transformKeys(transform);
    return { target, fields: fieldsOf(transform), offer: transform, keys, statuses: true };
  }

  #transformKeys(transform: TransformInfo): ReadonlyMap<string, Type> {
    const found = new Map(transform.ir?.keys.map((key) => [key.name, key.type]) ?? []);
    for (const name of transform.ir?.transforms ?? []) {
      const inner = this.resolver.transform(name, this.file.place(this.decl.title));
      if (inner !== null) for (const [key, type] of this.#transformKeys(inner)) found.set(key, type);
    }
    return found;
  }

  #refuse(name: ast.Name, is: string, help: string): void {
    this.resolver.report(testGivenTarget.at(this.file.place(name), { name: name.text, is }, { help }));
  }

  #unknown(name: ast.Name, what: string, candidates: readonly string[]): void {
    const near = suggest(name.text, candidates);
    const place = this.file.place(name);
    const help = suggestion(name.text, candidates, "there are");
    const fix = near === null ? null : { place, text: near };
    this.resolver.report(unknownName.at(place, { name: name.text, what }, { help, fix }));
  }
}

function ofView(view: ViewInfo | null): Subject<"view"> | null {
  if (view === null) return null;
  return {
    target: { kind: "view", name: view.name },
    fields: fieldsOf(view),
    offer: view,
    keys: new Map(view.keys.map((key) => [key.name, key.type])),
    statuses: true,
  };
}

function ofService(service: Service | null): Subject<"service"> | null {
  if (service === null) return null;
  return {
    target: { kind: "service", name: service.name },
    fields: new Map(service.features.map((feature) => [feature.name, feature.type])),
    offer: null,
    keys: new Map(service.keys.map((key) => [key.name, key.type])),
    statuses: true,
  };
}

const fieldsOf = (offer: Offer): Fields => new Map([...offer.features.values()].map(({ name, type }) => [name, type]));

/** The declared columns, and the physical ones that the YAML file gives a role without declaring them. */
function physicalFields(source: PhysicalSource): Fields {
  const fields = new Map<string, Type | null>(
    source.columns.map((column) => [column.name, withNullable(column.type, true)]),
  );
  const declared = new Set(source.columns.map((column) => column.column));
  const role = (column: string | null | undefined, type: Type) => {
    if (column == null || declared.has(column) || fields.has(column)) return;
    fields.set(column, withNullable(type, true));
  };
  const timeType = (format: string): Type => scalar(format === "date" ? "date" : "timestamp");
  role(source.time.column, timeType(source.time.format));
  if (source.created !== null) role(source.created.column, timeType(source.created.format));
  if (source.until !== null) role(source.until.column, timeType(source.until.format));
  if (source.sequence !== null) role(source.sequence.column, source.sequence.type);
  role(source.deleted, scalar("bool"));
  return fields;
}
