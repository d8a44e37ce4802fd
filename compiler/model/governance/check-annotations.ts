import type * as ast from "../../../grammar/ast.js";
import { walk } from "../../../grammar/index.js";
import {
  annotationArguments,
  annotationTwice,
  misplacedAnnotation,
  unknownAnnotation,
} from "../../diagnostics/catalog/governance.js";
import { annotationArgument } from "../../diagnostics/catalog/model.js";
import type { Diagnostic, Place } from "../../diagnostics/diagnostic.js";
import { suggest } from "../../diagnostics/suggest.js";
import type { ParsedFile } from "../../symbols/source-file.js";
import { type AnnotationRow, annotationTable, type Target, targetText } from "./annotation-table.js";
import { literalOf } from "./annotation-values.js";

/** Checks every annotation of the files: whether it exists, may stand at its place, and has valid arguments. */
export function checkAnnotations(files: readonly ParsedFile[]): readonly Diagnostic[] {
  return files.flatMap((file) => {
    const place = ({ span }: { readonly span: ast.Span }): Place => ({ file: file.path, span });
    const found: Diagnostic[] = [];
    walk(file.ast, (node) => {
      for (const [lead, target] of leadsOf(node)) found.push(...checkLead(lead, target, place));
    });
    return found;
  });
}

/** The leads whose target a node determines: its own, and those of its fields. */
function leadsOf(node: ast.Node): readonly (readonly [lead: ast.Lead, target: Target])[] {
  const fields = (all: readonly ast.Field[], target: Target) => all.map(({ lead }) => [lead, target] as const);
  switch (node.kind) {
    case "entity":
      return [[node.lead, "entity"], ...fields(node.fields, "entityField")];
    case "request":
      return [[node.lead, "request"], ...fields(node.fields, "requestField")];
    case "structType":
      return fields(node.fields, "structField");
    case "enum":
    case "source":
    case "view":
    case "transform":
    case "service":
    case "fn":
    case "test":
    case "feature":
    case "let":
    case "use":
    case "spread":
    case "expect":
      return [[node.lead, node.kind]];
    case "externFn":
      return [[node.lead, "fn"]];
    case "columnDef":
      return [[node.lead, "column"]];
    case "dotPick":
    case "blockPick":
    case "allowPii":
      return [[node.lead, "pick"]];
    default:
      return [];
  }
}

function checkLead(
  lead: ast.Lead,
  target: Target,
  place: (node: { readonly span: ast.Span }) => Place,
): readonly Diagnostic[] {
  const seen = new Set<string>();
  return lead.annotations.flatMap((node): readonly Diagnostic[] => {
    const name = node.name.text;
    if (name === "") return [];
    const row = Object.hasOwn(annotationTable, name) ? annotationTable[name] : undefined;
    if (row === undefined) {
      const known = Object.keys(annotationTable);
      const near = suggest(name, known);
      const fix = near === null ? null : { place: place(node.name), text: near };
      return [unknownAnnotation.at(place(node.name), { name, known }, { fix })];
    }
    const found: Diagnostic[] = [];
    if (seen.has(name)) found.push(annotationTwice.at(place(node), { name }));
    seen.add(name);
    if (!row.on.includes(target)) {
      const on = row.on.map((each) => targetText[each]);
      found.push(misplacedAnnotation.at(place(node), { name, what: targetText[target], on }));
    }
    return [...found, ...checkArguments(node, row, place)];
  });
}

function checkArguments(
  node: ast.Annotation,
  row: AnnotationRow,
  place: (node: { readonly span: ast.Span }) => Place,
): readonly Diagnostic[] {
  const { least, most, named, dates = [], kinds } = row.arguments;
  const wrong = annotationArguments;
  const args = { name: node.name.text, wants: row.wants, example: row.example };
  if (node.incomplete === true) return [];
  for (const [index, arg] of node.args.entries()) {
    const value = literalOf(arg.value);
    if (value === undefined && most > 0) return [annotationArgument.at(place(arg.value), {})];
    const kind = typeof value as (typeof kinds)[number];
    // As data a duration is a text, but it is not accepted where a text is wanted.
    const isText = kind !== "string" || arg.value.kind === "string";
    const name = arg.name?.text ?? null;
    const isNamed = name === null || named === true || (named !== false && named.includes(name));
    if (!kinds.includes(kind) || !isText || value === "" || !isNamed) return [wrong.at(place(arg), args)];
    if (name !== null && dates.includes(name) && !isDate(String(value))) return [wrong.at(place(arg), args)];
    // An argument of a name that the table lists, or one without a name where others have one, is given once.
    if (Array.isArray(named) && node.args.slice(0, index).some((other) => other.name?.text === arg.name?.text))
      return [wrong.at(place(arg), args)];
  }
  if (node.args.length < least) return [wrong.at(place(node), args)];
  const extra = node.args[most];
  return extra === undefined ? [] : [wrong.at(place(extra), args)];
}

/** A day of the calendar, such as `2025-06-01`. */
function isDate(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
