import { scalar as scalarType } from "../../runtime/types.js";
import type { Condition, Scalar } from "../plan/algebra.js";
import type { Dialect } from "./dialects/dialect.js";
import { expression } from "./expression.js";
import { floorDiv } from "./floor-div.js";
import { nullIsWrong } from "./null-is-wrong.js";
import { overElementsWhereUsed } from "./over-elements-where-used.js";

const timestamp = scalarType("timestamp");

/** The text of a value from one row. */
export function scalarText(scalar: Scalar, dialect: Dialect): string {
  const id = dialect.identifier;
  switch (scalar.node) {
    case "expr":
      return expression(scalar.expr, dialect);
    case "column":
      return id(scalar.name);
    case "required": {
      const conditions = [
        `${id("@arrive")} IS NOT NULL`,
        `(${id("@superseded")} IS NULL OR ${id("@superseded")} > ${id("@arrive")})`,
        // A row that says that something is gone need not say what it was.
        ...(scalar.deleted ? [`NOT ${id("@deleted")}`] : []),
      ];
      const time = `CAST(${dialect.output(id("@time"), timestamp)} AS VARCHAR)`;
      return `coalesce(${id(scalar.name)}, CASE WHEN ${conditions.join(" AND ")} THEN ${nullIsWrong(scalar, time, dialect)} END)`;
    }
    case "constant":
      return scalar.value ? "true" : "false";
    case "nothing":
      return "CAST(NULL AS BIGINT)";
    case "unitOf": {
      const at = scalar.offsetMicros === "0" ? id(scalar.column) : `(${id(scalar.column)} - ${scalar.offsetMicros})`;
      return dialect.unitOf(at, scalar);
    }
    case "micros":
      return `CAST(${scalar.micros} AS BIGINT)`;
    case "arrive": {
      const shift = BigInt(scalar.delayMicros ?? 0) + (scalar.before ? 1n : 0n);
      const landed = scalar.delayMicros === null ? `${id("@time")} + ${id("@delay")}` : id("@time");
      const arrives = shift === 0n ? landed : `${landed} + ${shift}`;
      // A null `created` is not known: null, and such rows are left out.
      return scalar.known
        ? `CASE WHEN ${id("@created")} IS NOT NULL THEN greatest(${arrives}, ${id("@created")}) END`
        : arrives;
    }
    case "cadence": {
      const t = `(${id(scalar.column)} - ${scalar.afterMicros})`;
      return `${floorDiv(t, scalar.everyMicros)} * ${scalar.everyMicros}`;
    }
    case "live": {
      const conditions = [`${id("@time")} IS NOT NULL`];
      if (scalar.deleted) conditions.push(`NOT ${id("@deleted")}`);
      if (scalar.until) conditions.push(`(${id("@until")} IS NULL OR ${id("@until")} > ${id("@t")})`);
      // At the instant of a materialization there is no column for it.
      const t = scalar.column === null ? dialect.parameter("at") : id("@t");
      if (scalar.gone) conditions.push(`(${id("@gone")} IS NULL OR ${id("@gone")} > ${t})`);
      if (scalar.ttlMicros !== null) conditions.push(`${id("@time")} >= ${id("@t")} - ${scalar.ttlMicros}`);
      if (scalar.counts) conditions.push(id("@counts"));
      for (const key of scalar.same) conditions.push(`${id(`@r${key.slice(2)}`)} = ${id(key)}`);
      const holds = conditions.join(" AND ");
      return scalar.column === null ? `coalesce(${holds}, false)` : `CASE WHEN ${holds} THEN ${id(scalar.column)} END`;
    }
    case "counts": {
      const conditions = scalar.where.map(
        (where) => `coalesce(${expression(overElementsWhereUsed(where), dialect)}, false)`,
      );
      const all = [...(scalar.also ? [id("@counts")] : []), ...conditions];
      return all.length === 0 ? "true" : all.join(" AND ");
    }
    case "orEmpty": {
      const { empty } = scalar;
      const isNull = empty.node === "literal" && empty.value === null;
      return isNull ? id(scalar.column) : `coalesce(${id(scalar.column)}, ${expression(empty, dialect)})`;
    }
    case "at":
      return dialect.parameter("at");
  }
}

export function conditionText(condition: Condition, dialect: Dialect): string {
  const id = dialect.identifier;
  switch (condition.node) {
    case "holds":
      return expression(overElementsWhereUsed(condition.expr), dialect);
    case "present":
      return condition.columns.map((name) => `${id(name)} IS NOT NULL`).join(" AND ");
    case "anyPresent":
      return condition.columns.length === 0
        ? "false"
        : `(${condition.columns.map((name) => `${id(name)} IS NOT NULL`).join(" OR ")})`;
    case "arrivedAt":
      return `${id("@arrive")} <= ${dialect.parameter("at")}`;
    case "notSuperseded":
      return `(${id("@superseded")} IS NULL OR ${id("@superseded")} > ${dialect.parameter("at")})`;
    case "inWindows":
      return condition.micros === null
        ? "true"
        : `${id(condition.column)} > ${dialect.parameter("at")} - ${condition.micros}`;
    case "fromParameter":
      return `(${dialect.parameter("from")} IS NULL OR ${id("@time")} >= ${dialect.parameter("from")})`;
  }
}
