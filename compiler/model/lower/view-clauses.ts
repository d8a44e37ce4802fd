import type * as ast from "../../../grammar/ast.js";
import {
  contradiction,
  knownNeedsCreated,
  tooLongDuration,
  twice,
  zeroDuration,
} from "../../diagnostics/catalog/model.js";
import { correctionsSeen, joinKnown, versionsUnordered } from "../../diagnostics/catalog/sources.js";
import type { Expr, View } from "../../ir/index.js";
import type { SourceFile } from "../../symbols/source-file.js";
import { condition } from "../expr/branches.js";
import type { Ctx, Report } from "../expr/context.js";
import type { SourceInfo } from "./resolver.js";
import { conjunction } from "./source-where.js";

type Clauses = Pick<View, "where" | "ttlMicros" | "delayMicros" | "boundary" | "known" | "every">;

/**
 * The clauses of a view's head; null if one has an error. `where` may be written several times: all conditions must
 * hold.
 */
export function lowerClauses(decl: ast.ViewDecl, source: SourceInfo, ctx: Ctx, lint: Report): Clauses | null {
  const seen = new Map<ast.Clause["kind"], ast.Clause>();
  let where: Expr | null = null;
  let sound = true;
  for (const clause of decl.clauses) {
    const first = seen.get(clause.kind);
    if (clause.kind === "where") {
      const next = condition(clause.condition, ctx, "`where`");
      if (next === null) sound = false;
      where = conjunction(where, next, clause.condition, ctx);
    } else if (first !== undefined) {
      ctx.report(twice.at(ctx.file.place(clause), { what: `\`${clause.kind}\`` }));
      sound = false;
    } else seen.set(clause.kind, clause);
  }
  const upto = seen.get("upto");
  const before = seen.get("before");
  if (upto !== undefined && before !== undefined) {
    const later = upto.span.start > before.span.start ? upto : before;
    ctx.report(contradiction.at(ctx.file.place(later), { first: "upto", second: "before" }));
    sound = false;
  }
  const known = seen.get("known");
  if (known !== undefined && source.base.created === null) {
    ctx.report(knownNeedsCreated.at(ctx.file.place(known), { source: source.base.name }));
    sound = false;
  }
  const unwritten = source.reads.find(({ name, created }) => created === null && name !== source.base.name);
  if (known !== undefined && unwritten !== undefined) {
    ctx.report(joinKnown.at(ctx.file.place(known), { view: decl.name.text, source: unwritten.name }));
    sound = false;
  }
  const duration = (literal: ast.DurationLiteral, what: string, zero: boolean): string => {
    if (!zero && BigInt(literal.micros) === 0n) {
      ctx.report(zeroDuration.at(ctx.file.place(literal), { what }));
      sound = false;
    }
    if (!checkLength(literal, ctx)) sound = false;
    return literal.micros;
  };
  const ttl = seen.get("ttl");
  const delay = seen.get("delay");
  const every = seen.get("every");
  const clauses: Clauses = {
    where,
    ttlMicros: ttl?.kind === "ttl" ? duration(ttl.duration, "`ttl`", true) : null,
    delayMicros: delay?.kind === "delay" ? duration(delay.duration, "`delay`", true) : source.delayMicros,
    boundary:
      upto !== undefined ? "upto" : before !== undefined ? "before" : source.base.kind === "state" ? "upto" : "before",
    known: known !== undefined,
    every:
      every?.kind === "every"
        ? {
            everyMicros: duration(every.duration, "`every`", false),
            afterMicros: every.after === null ? "0" : duration(every.after, "`after`", true),
          }
        : null,
  };
  warnOfVersions(decl, source, clauses, ctx.file, lint);
  return sound ? clauses : null;
}

/**
 * Warns about versions that no column tells apart, and about rows that count before they were written (MEANING 21, 27,
 * 121).
 */
function warnOfVersions(
  decl: ast.ViewDecl,
  { base }: SourceInfo,
  { known, delayMicros }: Clauses,
  file: SourceFile,
  lint: Report,
): void {
  const place = file.place(decl.from);
  const hasVersions = base.kind === "events" && base.key.length > 0;
  if (hasVersions && base.created === null && base.sequence === null)
    lint(versionsUnordered.at(place, { source: base.name }));
  // With a `delay`, a state's rows are written before they count. A correction may come at any time.
  const late = hasVersions || (base.kind === "state" && delayMicros === "0");
  if (late && base.created !== null && !known) lint(correctionsSeen.at(place, { source: base.name }));
}

/** Ten thousand years: longer than the time between any two instants that a literal can name. */
const longest = 10_000n * 366n * 86_400_000_000n;

export function checkLength(literal: ast.DurationLiteral, ctx: Pick<Ctx, "file" | "report">): boolean {
  if (BigInt(literal.micros) <= longest) return true;
  ctx.report(tooLongDuration.at(ctx.file.place(literal), { text: literal.text }));
  return false;
}
