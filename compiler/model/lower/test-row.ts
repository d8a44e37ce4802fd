import type * as ast from "../../../grammar/ast.js";
import { type MapType, type Type, typeText, withNullable } from "../../../runtime/types.js";
import { aggregateOutsideView, nowNotHere, unhandledNull } from "../../diagnostics/catalog/model.js";
import { duplicateMember, unknownMember } from "../../diagnostics/catalog/symbols.js";
import {
  testApprox,
  testApproxType,
  testNotExpected,
  testNull,
  testStatus,
  testValue,
} from "../../diagnostics/catalog/tests.js";
import { badLiteralValue } from "../../diagnostics/catalog/types.js";
import type { ExpectedValue, Expr, GivenValue, Literal, MapLiteral, TestRow } from "../../ir/index.js";
import { isConstant } from "../../ir/is-constant.js";
import type { Located } from "../../symbols/index.js";
import { suggest, suggestion } from "../../symbols/suggest.js";
import { inferAs } from "../expr/coerce.js";
import type { Ctx, Scope } from "../expr/context.js";
import { infer } from "../expr/infer.js";
import { keyLiteral, mapLiteral } from "./map-literal.js";
import type { Resolver } from "./resolver.js";
import type { Subject } from "./test-subject.js";

/** The rows of one test. */
export class TestRows {
  readonly #ctx: Ctx;

  constructor(
    private readonly file: Located<unknown>["file"],
    private readonly resolver: Resolver,
  ) {
    const { functions, report } = resolver;
    this.#ctx = {
      infer: (node, ctx, expected) =>
        expected?.kind === "map" && node.kind === "row" ? this.#map(node, expected) : infer(node, ctx, expected),
      functions,
      file,
      report,
      member: 0,
      scope: constants,
    };
  }

  given(row: ast.RowExpr, subject: Subject<string>): TestRow<GivenValue<Expr>> | null {
    const { kind, name } = subject.target;
    return this.#row(row, { ...subject, of: `${kind} \`${name}\``, what: "" }, this.#given);
  }

  expected(row: ast.RowExpr, subject: Subject<string>): TestRow<ExpectedValue<Expr>> | null {
    return this.#row(row, { ...subject, of: `\`${subject.target.name}\``, what: "" }, this.#expected);
  }

  /** A null key stands for an unknown key. */
  keys(row: ast.RowExpr, keys: ReadonlyMap<string, Type>): TestRow<GivenValue<Expr>> | null {
    const fields = new Map([...keys].map(([name, type]) => [name, withNullable(type, true)]));
    const of = "what this test expects";
    return this.#row(row, { fields, offer: null, statuses: false, of, what: "key" }, this.#given);
  }

  #row<V>(row: ast.RowExpr, wanted: Wanted, cell: Cell<V>): TestRow<V> | null {
    const cells: TestRow<V>[number][] = [];
    const seen = new Set<string>();
    let whole = row.incomplete !== true;
    for (const { name, value } of row.fields) {
      if (name.text === "") {
        whole = false;
        continue;
      }
      const type = wanted.fields?.get(name.text);
      if (type === undefined) {
        this.#unknown(name, wanted);
        whole = false;
        continue;
      }
      if (seen.has(name.text)) {
        this.#ctx.report(duplicateMember.at(this.file.place(name), { name: name.text, what: "value", first: null }));
        whole = false;
        continue;
      }
      seen.add(name.text);
      const lowered = type === null ? null : cell(name.text, value, type, wanted);
      if (lowered === null) whole = false;
      else cells.push({ name: name.text, value: lowered });
    }
    return whole ? cells : null;
  }

  readonly #expected: Cell<ExpectedValue<Expr>> = (name, node, type, wanted) => {
    if (word(node) === "error") return { node: "error" };
    if (isApprox(node)) return this.#approx(name, node, type);
    return this.#given(name, node, type, wanted);
  };

  readonly #given: Cell<GivenValue<Expr>> = (name, node, type, { statuses, of }) => {
    const status = word(node);
    if (status === "missing" || status === "stale") {
      if (statuses) return { node: "status", status };
      this.#ctx.report(testStatus.at(this.file.place(node), { status, where: of }));
      return null;
    }
    if (status === "error" || isApprox(node)) {
      this.#ctx.report(testNotExpected.at(this.file.place(node), { what: status === "error" ? status : "approx" }));
      return null;
    }
    return this.#value(name, node, type);
  };

  #approx(name: string, node: ast.CallExpr, type: Type): ExpectedValue<Expr> | null {
    const [value, tolerance] = node.args.map((arg) => (arg.name === null ? arg.value : null));
    const off = tolerance?.kind === "number" ? Number(tolerance.text) : null;
    if (node.args.length !== 2 || node.rollup !== null || value == null || value.kind === "null" || off === null) {
      this.#ctx.report(testApprox.at(this.file.place(node), {}));
      return null;
    }
    if (!isNumeric(type)) {
      this.#ctx.report(testApproxType.at(this.file.place(node), { name, type: typeText(type) }));
      return null;
    }
    const around = this.#value(name, value, type);
    return around === null ? null : { node: "approx", value: around, tolerance: off };
  }

  #value(name: string, node: ast.Expr, type: Type): Expr | null {
    const where = `\`${name}\``;
    const expr = inferAs(node, this.#ctx, { type, where, nullable: true, stored: true });
    if (expr === null) return null;
    // An infinite or NaN value is null where null is allowed.
    if (type.nullable && !isConstant(expr)) return { ...expr, type: withNullable(expr.type, true) } as Expr;
    if (type.nullable || !expr.type.nullable) return expr;
    const place = this.file.place(node);
    const isNull = expr.node === "literal" && expr.value === null;
    this.#ctx.report(
      isNull
        ? testNull.at(place, { name, type: typeText(type) })
        : unhandledNull.at(place, { where, type: typeText(type) }),
    );
    return null;
  }

  /** A map is written as a row with the texts of its keys (MEANING 100), also within a list or a struct. */
  #map(node: ast.RowExpr, type: MapType): MapLiteral | null {
    const entries: { key: Literal; value: Expr }[] = [];
    for (const field of node.fields) {
      const key = keyLiteral(field.name.text, withNullable(type.key, false));
      if (key === null) {
        const args = { text: field.name.text, type: typeText(type.key), known: [] };
        this.#ctx.report(badLiteralValue.at(this.file.place(field.name), args));
        return null;
      }
      const value = this.#value(field.name.text, field.value, type.value);
      if (value === null) return null;
      entries.push({ key, value });
    }
    return mapLiteral(type, entries);
  }

  #requestOf(field: string): string | null {
    const { symbols, request } = this.resolver;
    for (const [name, { kind }] of symbols.names)
      if (kind === "request" && request(name)?.fields.some((own) => own.name === field)) return name;
    return null;
  }

  #unknown(name: ast.Name, { fields, offer, of, what }: Wanted): void {
    const known = [...(fields?.keys() ?? [])];
    const near = suggest(name.text, known);
    const family = offer?.families.get(name.text);
    const place = this.file.place(name);
    const request = what === "key" ? this.#requestOf(name.text) : null;
    const help =
      family !== undefined
        ? `name its members: ${family.members.map((member) => `\`${member}\``).join(", ")}`
        : request !== null
          ? `it is a field of a request: \`given ${request} { ${name.text}: … }\``
          : suggestion(name.text, known, "there are");
    const plain = of.replace(/^\w+ /, "").replaceAll("`", "");
    this.#ctx.report(
      unknownMember.at(
        place,
        {
          name: name.text,
          of: what === "key" ? "for" : plain,
          what: what === "" ? (offer === null ? "column or field" : "feature") : what,
        },
        { help, fix: near === null ? null : { place, text: near } },
      ),
    );
  }
}

interface Wanted extends Pick<Subject<string>, "fields" | "offer" | "statuses"> {
  /** The owner of the row, for messages. */
  readonly of: string;
  readonly what: "" | "key";
}
type Cell<V> = (name: string, node: ast.Expr, type: Type, wanted: Wanted) => V | null;

const word = (node: ast.Expr): string | null => (node.kind === "nameExpr" ? node.name.text : null);
const isApprox = (node: ast.Expr): node is ast.CallExpr => node.kind === "call" && node.name.text === "approx";

const isNumeric = (type: Type): boolean =>
  type.kind === "array" ? isNumeric(type.element) : /^(int|float|decimal)/.test(type.kind);

/** The values of a test read nothing outside themselves, so no name has a meaning. */
const constants: Scope = {
  where: "a test",
  family: () => null,
  name: ({ text, span }, { report, file }) => {
    report(testValue.at(file.place({ span }), { name: text }));
    return null;
  },
  member: () => undefined,
  aggregate: (call, _fn, ctx) => {
    const args = { name: call.name.text, where: "a test" };
    ctx.report(aggregateOutsideView.at(ctx.file.place(call), args, { help: "write its value" }));
    return null;
  },
  now: (call, ctx) => {
    ctx.report(nowNotHere.at(ctx.file.place(call), { where: "a test" }, { help: "write the instant" }));
    return null;
  },
};
