/**
 * Declarations → tables of names.
 *
 * In: the parsed files and the physical sources of YAML. Out: `Symbols`.
 * Always: sources (YAML's too), views, transforms and requests share one namespace, because expressions, `from`, `use`,
 * picks and tests name them in the same places. Entities, functions and services each have their own namespace: only
 * `for` names an entity, a function is recognized by its parentheses, and only tests name a service. Of two equal names
 * the first (by path, then place) is kept and the other is reported, so a name has one meaning in every later stage.
 */
import type * as ast from "../../grammar/ast.js";
import { backtickedDeclaration, duplicateDeclaration, memberCollision } from "../diagnostics/catalog/symbols.js";
import type { Diagnostic, Outcome, Place } from "../diagnostics/diagnostic.js";
import { clientMember } from "../ir/client-member.js";
import type { PhysicalSource } from "../ir/index.js";
import { type ParsedFile, type SourceFile, sourceFile } from "./source-file.js";

export interface Located<D> {
  readonly decl: D;
  readonly file: SourceFile;
}
export interface DeclaredPhysical {
  readonly source: PhysicalSource;
  readonly place: Place;
  /** The place of each declared column. */
  readonly columns: ReadonlyMap<string, Place>;
}

export type Named =
  | ({ readonly kind: "physical" } & DeclaredPhysical)
  | ({ readonly kind: "source" } & Located<ast.SourceDecl>)
  | ({ readonly kind: "view" } & Located<ast.ViewDecl>)
  | ({ readonly kind: "transform" } & Located<ast.TransformDecl>)
  | ({ readonly kind: "request" } & Located<ast.RequestDecl>);

export interface Symbols {
  readonly names: ReadonlyMap<string, Named>;
  readonly entities: ReadonlyMap<string, Located<ast.EntityDecl>>;
  readonly functions: ReadonlyMap<string, Located<ast.FnDecl>>;
  readonly services: ReadonlyMap<string, Located<ast.ServiceDecl>>;
  readonly tests: readonly Located<ast.TestDecl>[];
  readonly enums: ReadonlyMap<string, Located<ast.EnumDecl>>;
  readonly externs: ReadonlyMap<string, Located<ast.ExternFnDecl>>;
  /**
   * Names that are declared twice. A member that one declaration lacks may be in the other, so it is not reported as
   * unknown.
   */
  readonly ambiguous: ReadonlySet<string>;
}

/** The kind of a named thing, for messages. */
export const kindText = (named: Named): string => (named.kind === "physical" ? "source" : named.kind);

export function bind(files: readonly ParsedFile[], physical: readonly DeclaredPhysical[]): Outcome<Symbols> {
  const diagnostics: Diagnostic[] = [];
  const names = new Map<string, Named>();
  const entities = new Map<string, Located<ast.EntityDecl>>();
  const functions = new Map<string, Located<ast.FnDecl>>();
  const services = new Map<string, Located<ast.ServiceDecl>>();
  const members = new Map<string, string>();
  const tests: Located<ast.TestDecl>[] = [];
  const enums = new Map<string, Located<ast.EnumDecl>>();
  const externs = new Map<string, Located<ast.ExternFnDecl>>();
  const ambiguous = new Set<string>();

  for (const source of physical) {
    if (!names.has(source.source.name)) names.set(source.source.name, { kind: "physical", ...source });
  }

  /** Checks a declared name; false when it must not be entered. */
  const fresh = (
    name: ast.Name,
    file: SourceFile,
    what: string,
    first: { what: string; place: Place } | undefined,
  ): boolean => {
    if (name.text === "") return false;
    if (name.backticked) {
      const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name.text);
      diagnostics.push(backtickedDeclaration.at(file.place(name), { name: name.text, plain }));
    }
    if (first === undefined) return true;
    ambiguous.add(name.text);
    diagnostics.push(
      duplicateDeclaration.at(
        file.place(name),
        { name: name.text, what, first: first.what },
        { related: [{ place: first.place, message: "the first is here" }] },
      ),
    );
    return false;
  };
  const placed = <D extends { readonly name: ast.Name }>(what: string, located: Located<D> | undefined) =>
    located === undefined ? undefined : { what, place: located.file.place(located.decl.name) };
  const callable = (name: string) => placed("fn", functions.get(name)) ?? placed("fn", externs.get(name));
  const placeOf = (named: Named): Place =>
    named.kind === "physical" ? named.place : named.file.place(named.decl.name);

  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const file of ordered.map(sourceFile)) {
    for (const decl of file.ast.declarations) {
      switch (decl.kind) {
        case "source":
        case "view":
        case "transform":
        case "request": {
          const first = names.get(decl.name.text);
          const known = first === undefined ? undefined : { what: kindText(first), place: placeOf(first) };
          if (fresh(decl.name, file, decl.kind, known))
            names.set(decl.name.text, { kind: decl.kind, decl, file } as Named);
          break;
        }
        case "entity":
          if (fresh(decl.name, file, "entity", placed("entity", entities.get(decl.name.text))))
            entities.set(decl.name.text, { decl, file });
          break;
        case "fn":
          if (fresh(decl.name, file, "fn", callable(decl.name.text))) functions.set(decl.name.text, { decl, file });
          break;
        case "service": {
          if (!fresh(decl.name, file, "service", placed("service", services.get(decl.name.text)))) break;
          const member = clientMember(decl.name.text);
          const other = members.get(member);
          if (other !== undefined) {
            diagnostics.push(
              memberCollision.at(file.place(decl.name), { first: other, second: decl.name.text, member }),
            );
          }
          members.set(member, decl.name.text);
          services.set(decl.name.text, { decl, file });
          break;
        }
        case "test":
          tests.push({ decl, file });
          break;
        case "enum":
          if (fresh(decl.name, file, "enum", placed("enum", enums.get(decl.name.text))))
            enums.set(decl.name.text, { decl, file });
          break;
        case "externFn":
          if (fresh(decl.name, file, "fn", callable(decl.name.text))) externs.set(decl.name.text, { decl, file });
          break;
      }
    }
  }
  return { value: { names, entities, functions, services, tests, enums, externs, ambiguous }, diagnostics };
}
