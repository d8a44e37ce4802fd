import { all, between, caseOf, cast, fn, minus, number, op, type Sql, sql, text } from "../../tree/index.js";
import { datetime } from "./instants.js";
import { float, isFiniteFloat, once } from "./values.js";

/* Values as texts. */

export const dateText = (days: Sql): Sql => sql`FORMAT_DATE('%E4Y-%m-%d', ${fn("DATE_FROM_UNIX_DATE", days)})`;
export const timestampText = (micros: Sql): Sql =>
  sql`FORMAT_DATETIME('%E4Y-%m-%dT%H:%M:%E6SZ', ${datetime(micros, undefined)})`;

/** The number of digits, from the fewest on, that a float is written with. */
const FEWEST = [15, 16, 17];
const ALL = Array.from({ length: 17 }, (_, index) => index + 1);
const SMALLEST = float(2 ** -1022);

/** A float as `d.ddde±xx`, with the fewest digits that read back as the same float. It is finite. */
const shortest = (x: Sql): Sql => {
  const written = (digits: number): Sql => sql`FORMAT(${text(`%.${digits - 1}e`)}, ${x})`;
  const same = (digits: number): Sql => op("=", cast(written(digits), "FLOAT64"), x);
  const first = (from: readonly number[]): Sql =>
    caseOf(
      from.slice(0, -1).map((digits) => [same(digits), written(digits)] as const),
      written(17),
    );
  // The floats without all their digits.
  return caseOf([[op("<", fn("ABS", x), SMALLEST), first(ALL)]], first(FEWEST));
};

/**
 * A float as ECMAScript prints it (MEANING B24): decimal from 1e-6 up to 1e21, and with an exponent beyond. `s` are its
 * digits without zeros at the end, and `n` is its exponent of ten.
 */
export const floatText = (value: Sql): Sql =>
  once("x", value, (x) => {
    const shown = shortest(fn("ABS", x));
    const written = bound3(shown, (s, n, length) => {
      const zeros = (count: Sql): Sql => fn("REPEAT", text("0"), count);
      const head = fn("SUBSTR", s, number(1), number(1));
      const fraction = caseOf(
        [[op(">", length, number(1)), op("||", text("."), fn("SUBSTR", s, number(2)))]],
        text(""),
      );
      const sign = caseOf([[op(">=", n, number(0)), text("+")]], text("-"));
      return caseOf(
        [
          [
            all([op("<", n, number(21)), op(">=", n, op("-", length, number(1)))]),
            op("||", s, zeros(op("+", op("-", n, length), number(1)))),
          ],
          [
            between(n, number(0), number(20)),
            op(
              "||",
              op("||", fn("SUBSTR", s, number(1), op("+", n, number(1))), text(".")),
              fn("SUBSTR", s, op("+", n, number(2))),
            ),
          ],
          [between(n, number(-6), number(-1)), op("||", op("||", text("0."), zeros(op("-", minus(n), number(1)))), s)],
        ],
        op("||", op("||", op("||", op("||", head, fraction), text("e")), sign), cast(fn("ABS", n), "STRING")),
      );
    });
    return caseOf([
      [op("=", x, number(0)), text("0")],
      [all([isFiniteFloat(x), op("<", x, number(0))]), op("||", text("-"), written)],
      [isFiniteFloat(x), written],
      [fn("IS_NAN", x), text("NaN")],
      [op(">", x, number(0)), text("Infinity")],
      [op("<", x, number(0)), text("-Infinity")],
    ]);
  });

const bound3 = (shown: Sql, body: (s: Sql, n: Sql, length: Sql) => Sql): Sql =>
  once("w", shown, (w) => {
    const digits = fn(
      "RTRIM",
      fn("REPLACE", fn("SUBSTR", w, number(1), op("-", at(w), number(1))), text("."), text("")),
      text("0"),
    );
    return once("s", digits, (s) =>
      once("n", cast(fn("SUBSTR", w, op("+", at(w), number(1))), "INT64"), (n) =>
        once("length", fn("LENGTH", s), (length) => body(s, n, length)),
      ),
    );
  });
const at = (w: Sql): Sql => fn("STRPOS", w, text("e"));
