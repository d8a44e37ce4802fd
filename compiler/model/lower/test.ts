import type * as ast from "../../../grammar/ast.js";
import type { Type } from "../../../runtime/types.js";
import { badTimeLiteral, twice } from "../../diagnostics/catalog/model.js";
import { testLeftOver, testNothing, testOneRow, testRowsLate } from "../../diagnostics/catalog/tests.js";
import type { Expr, GivenValue, Service, Test, TestCase, TestRow } from "../../ir/index.js";
import type { Located } from "../../symbols/index.js";
import { parseTimestamp } from "../types/time-literal.js";
import type { Resolver } from "./resolver.js";
import { TestRows } from "./test-row.js";
import { TestSubjects } from "./test-subject.js";

type Step<K extends ast.TestStep["kind"]> = Extract<ast.TestStep, { readonly kind: K }>;

/**
 * A `test`, with its values typed by the columns and features that they stand for. Null if something in it has an
 * error.
 *
 * A step that follows an `expect` begins a new case, which keeps every value that it does not set itself.
 */
export function lowerTest(
  { decl, file }: Located<ast.TestDecl>,
  resolver: Resolver,
  service: (name: string) => Service | null,
): Test<Expr> | null {
  return new TestLowering(decl, file, resolver, service).lower();
}

class TestLowering {
  readonly #subjects: TestSubjects;
  readonly #rows: TestRows;
  readonly #given: Test<Expr>["given"][number][] = [];
  readonly #cases: TestCase<Expr>[] = [];
  /** The keys of everything that is expected. */
  readonly #keys = new Map<string, Type>();
  /** Set if an expected view or service is not known, since its keys are not known either. */
  #broken = false;
  #sound: boolean;

  /* The current case */
  #start: ast.TestStep | null = null;
  #seen = new Set<string>();
  #values: readonly TestCase<Expr>["given"][number][] = [];
  #instantMicros: string | null = null;
  #for: ast.RowExpr | null = null;
  #expect: TestCase<Expr>["expect"][number][] = [];
  #expected = false;
  /** Lowered once all keys are known. */
  readonly #fors: (ast.RowExpr | null)[] = [];

  constructor(
    private readonly decl: ast.TestDecl,
    private readonly file: Located<unknown>["file"],
    private readonly resolver: Resolver,
    service: (name: string) => Service | null,
  ) {
    this.#subjects = new TestSubjects(decl, file, resolver, service);
    this.#rows = new TestRows(file, resolver);
    this.#sound = decl.incomplete !== true;
  }

  lower(): Test<Expr> | null {
    const { decl, file } = this;
    for (const step of decl.steps) this.#step(step);
    if (!decl.steps.some((step) => step.kind === "testExpect") && decl.incomplete !== true) {
      this.resolver.report(testNothing.at(file.place(decl.title), {}));
      return null;
    }
    if (!this.#expected && this.#start !== null && decl.incomplete !== true) {
      this.#refuse(testLeftOver.at(file.place(this.#start), {}));
    }
    this.#close();
    const rows = new Map<ast.RowExpr, TestRow<GivenValue<Expr>> | null>();
    if (!this.#broken) {
      for (const row of new Set(this.#fors)) if (row !== null) rows.set(row, this.#rows.keys(row, this.#keys));
    }
    if (!this.#sound || [...rows.values()].includes(null)) return null;
    const cases = this.#cases.map((one, index) => {
      const row = this.#fors[index] ?? null;
      return { ...one, for: row === null ? null : (rows.get(row) ?? null) };
    });
    return { title: decl.title.value, at: file.at(decl), given: this.#given, cases };
  }

  #step(step: ast.TestStep): void {
    if (step.kind !== "testExpect" && this.#expected) this.#close();
    this.#start ??= step;
    switch (step.kind) {
      case "given":
        this.#give(step);
        return;
      case "testAt":
        this.#once("at", step);
        this.#instantMicros = parseTimestamp(step.time.value);
        if (this.#instantMicros === null)
          this.#refuse(badTimeLiteral.at(this.file.place(step.time), { text: step.time.value, kind: "timestamp" }));
        return;
      case "testFor":
        this.#once("for", step);
        this.#for = step.row;
        return;
      case "testExpect":
        this.#expected = true;
        this.#expects(step);
        return;
    }
  }

  /** Ends the current case; the next one keeps its values until it sets others. */
  #close(): void {
    if (this.#start !== null && this.#expected) {
      this.#cases.push({
        at: this.file.at(this.#start),
        given: this.#values,
        instantMicros: this.#instantMicros,
        for: null,
        expect: this.#expect,
      });
      this.#fors.push(this.#for);
    }
    this.#start = null;
    this.#seen = new Set();
    this.#expect = [];
    this.#expected = false;
  }

  #give(step: Step<"given">): void {
    const { file, resolver } = this;
    const subject = this.#subjects.given(step.name);
    if (subject === null || subject.fields === null) {
      this.#sound = false;
      this.#broken = true;
      return;
    }
    const { kind, name } = subject.target;
    const rows: TestRow<GivenValue<Expr>>[] = [];
    for (const row of step.rows) {
      const lowered = this.#rows.given(row, subject);
      if (lowered === null) this.#sound = false;
      else rows.push(lowered);
    }
    const at = file.at(step);
    if (kind === "source") {
      if (this.#cases.length > 0) this.#refuse(testRowsLate.at(file.place(step), { name }));
      this.#given.push({ source: name, rows, at });
      return;
    }
    if (step.rows.length !== 1 || step.list) {
      resolver.report(testOneRow.at(file.place(step), { name, is: kind }));
      this.#sound = false;
      return;
    }
    this.#once(`given ${name}`, step);
    const others = this.#values.filter(({ target }) => target.name !== name);
    this.#values = [...others, { target: { kind, name }, row: rows[0] ?? [], at }];
  }

  #expects(step: Step<"testExpect">): void {
    const subject = this.#subjects.expected(step.name);
    if (subject === null || subject.fields === null) {
      this.#sound = false;
      this.#broken = true;
      return;
    }
    for (const [name, type] of subject.keys) this.#keys.set(name, type);
    const row = this.#rows.expected(step.row, subject);
    if (row === null) this.#sound = false;
    else this.#expect.push({ target: subject.target, row, at: this.file.at(step) });
  }

  #once(what: string, step: ast.TestStep): void {
    if (this.#seen.has(what)) this.#refuse(twice.at(this.file.place(step), { what: `\`${what}\`` }));
    this.#seen.add(what);
  }

  #refuse(diagnostic: Parameters<Resolver["report"]>[0]): void {
    this.resolver.report(diagnostic);
    this.#sound = false;
  }
}
