import type { Condition, Scalar, Turn } from "../plan/algebra.js";
import { labelColumn } from "../plan/columns.js";
import type { Dialect } from "./dialects/dialect.js";
import { expression } from "./expression.js";
import { floorDiv } from "./floor-div.js";
import { nullIsWrong } from "./null-is-wrong.js";
import { overElementsWhereUsed } from "./over-elements-where-used.js";
import {
  all,
  any,
  cast,
  col,
  fn,
  isNotNull,
  isNull,
  NULL,
  negated,
  number,
  ofOneType,
  op,
  type Sql,
  sql,
  where,
} from "./tree/index.js";

const [TRUE, FALSE] = [sql`true`, sql`false`];

/** True at instants before the end, and if there is no end. */
const openAt = (end: Sql, t: Sql): Sql => any([isNull(end), op(">", end, t)]);
const minusMicros = (t: Sql, micros: string): Sql => (micros === "0" ? t : op("-", t, number(micros)));

/** A value from one row. */
export function scalarNode(scalar: Scalar, dialect: Dialect): Sql {
  switch (scalar.node) {
    case "expr":
      return expression(scalar.expr, dialect);
    case "column":
      return col(scalar.name);
    case "required": {
      const conditions = [
        isNotNull(col("@arrive")),
        openAt(col("@superseded"), col("@arrive")),
        // A deleted row may leave its other columns null.
        ...(scalar.deleted ? [negated(col("@deleted"))] : []),
      ];
      const time = dialect.instantText(col("@time"));
      return fn(
        "coalesce",
        col(scalar.name),
        where(all(conditions), nullIsWrong(scalar, col(scalar.name), time, dialect)),
      );
    }
    case "wholeLabel": {
      if (dialect.wholeRow === null) throw new Error(`${dialect.name} has no rows as values`);
      return dialect.wholeRow(["feat_at", ...scalar.inputs.map(labelColumn)]);
    }
    case "constant":
      return scalar.value ? TRUE : FALSE;
    case "nothing":
      return cast(NULL, "BIGINT");
    case "unitOf":
      return dialect.unitOf(minusMicros(col(scalar.column), scalar.offsetMicros), scalar);
    case "micros":
      return cast(number(scalar.micros), "BIGINT");
    case "arrive": {
      const shift = BigInt(scalar.delayMicros ?? 0) + (scalar.before ? 1n : 0n);
      const landed = scalar.delayMicros === null ? op("+", col("@time"), col("@delay")) : col("@time");
      const arrives = shift === 0n ? landed : op("+", landed, number(shift));
      // If `created` is null, it is unknown when the row was known: the result is null, and such rows are left out.
      return scalar.known ? where(isNotNull(col("@created")), fn("greatest", arrives, col("@created"))) : arrives;
    }
    case "cadence": {
      const t = minusMicros(col(scalar.column), scalar.afterMicros);
      return op("*", floorDiv(t, scalar.everyMicros, dialect.quotient), number(scalar.everyMicros));
    }
    case "live": {
      const conditions = [isNotNull(col("@time"))];
      if (scalar.deleted) conditions.push(negated(col("@deleted")));
      if (scalar.until) conditions.push(openAt(col("@until"), col("@t")));
      // A materialization has no column for its instant.
      if (scalar.gone)
        conditions.push(openAt(col("@gone"), scalar.column === null ? dialect.parameter("at") : col("@t")));
      if (scalar.ttlMicros !== null)
        conditions.push(op(">=", col("@time"), op("-", col("@t"), number(scalar.ttlMicros))));
      if (scalar.counts) conditions.push(col("@counts"));
      for (const { label, row } of scalar.same) conditions.push(op("=", col(row), col(label)));
      const holds = all(conditions);
      return scalar.column === null ? fn("coalesce", holds, FALSE) : where(holds, col(scalar.column));
    }
    case "counts":
      return all([
        ...(scalar.also ? [col("@counts")] : []),
        ...scalar.where.map((each) => fn("coalesce", expression(overElementsWhereUsed(each), dialect), FALSE)),
      ]);
    case "orEmpty": {
      const { empty } = scalar;
      const isNothing = empty.node === "literal" && empty.value === null;
      return isNothing
        ? col(scalar.column)
        : fn("coalesce", ...ofOneType([col(scalar.column), expression(empty, dialect)]));
    }
    case "at":
      return dialect.parameter("at");
  }
}

export function conditionNode(condition: Condition, dialect: Dialect): Sql {
  switch (condition.node) {
    case "holds":
      return expression(overElementsWhereUsed(condition.expr), dialect);
    case "present":
      return all(condition.columns.map((name) => isNotNull(col(name))));
    case "anyPresent":
      return any(condition.columns.map((name) => isNotNull(col(name))));
    case "arrivedAt":
      return op("<=", col("@arrive"), dialect.parameter("at"));
    case "notSuperseded":
      return openAt(col("@superseded"), dialect.parameter("at"));
    case "inWindows":
      return condition.micros === null
        ? TRUE
        : op(">", col(condition.column), op("-", dialect.parameter("at"), number(condition.micros)));
    case "fromParameter":
      return any([isNull(dialect.parameter("from")), op(">=", col("@time"), dialect.parameter("from"))]);
    case "rowChanged":
      return any([
        ...condition.turns.map((turn) => turned(turn, dialect)),
        ...(condition.fresh === null ? [] : [isNotNull(col(condition.fresh))]),
        ...(condition.created ? [op(">", col("@created"), dialect.parameter("created"))] : []),
        ...(condition.joined ? [op(">=", col("@time"), dialect.parameter("joined"))] : []),
      ]);
    case "inSlice": {
      const hash = dialect.rowHash(condition.columns.map((name) => col(name)));
      const slice = fn("abs", fn("mod", hash, dialect.parameter("slices")));
      return any([isNull(dialect.parameter("slices")), op("=", slice, dialect.parameter("slice"))]);
    }
  }
}

/** That an instant of a row lies after `$since` and not after `$at`. */
function turned({ column, micros, slack, unit }: Turn, dialect: Dialect): Sql {
  const [since, at] = [dialect.parameter("since"), dialect.parameter("at")];
  const unitAt = (instant: Sql): Sql => dialect.unitOf(minusMicros(instant, unit!.offsetMicros), unit!);
  return all([
    op(">", col(column), minusMicros(minusMicros(since, micros), slack)),
    op("<=", col(column), minusMicros(at, micros)),
    ...(unit === null ? [] : [op("<>", unitAt(since), unitAt(at))]),
  ]);
}
