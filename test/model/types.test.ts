import { describe, expect, test } from "vitest";
import { typeText } from "../../runtime/types.js";
import { check, sound } from "./support/check.js";
import { print } from "./support/print.js";
import { entities } from "./support/sources.js";

/** The type and IR of an expression over a row of the clickstream. */
function column(expr: string): string {
  const project = sound(`source s from clickstream { x = ${expr} }`);
  const derived = project.sources.find((source) => source.name === "s");
  if (derived?.node !== "derived") throw new Error("no source");
  const { type, value } = derived.columns[0]!;
  return `${typeText(type)} = ${print(value)}`;
}

describe("types of expressions", () => {
  test.each([
    // MEANING A1: a minus belongs to the literal.
    ["9223372036854775807", "int64 = 9223372036854775807:int64"],
    ["-9223372036854775808", "int64 = -9223372036854775808:int64"],
    ["1e3", "float64 = 1000:float64"],
    ["-0.0", "float64 = 0:float64"],
    // A2: storage types are converted before arithmetic.
    ["quantity + quantity", "int64 = +/int64(:int64(col.quantity), :int64(col.quantity))"],
    ["rating * 2.0", "float64? = */float64(:float64?(col.rating), 2:float64)"],
    // A3: the int is rounded; a literal is rounded at compile time.
    ["9007199254740993 + price", "float64 = +/float64(9007199254740992:float64, col.price)"],
    ["click_id + price", "float64 = +/float64(:float64(col.click_id), col.price)"],
    // A4, A13: division by a literal other than zero is not nullable.
    ["click_id / 2", "float64 = //float64(:float64(col.click_id), 2:float64)"],
    ["click_id / 0", "float64? = //float64(:float64(col.click_id), 0:float64)"],
    ["click_id / quantity", "float64? = //float64(:float64(col.click_id), :float64(col.quantity))"],
    ["div(click_id, -3)", "int64 = div/int64(col.click_id, -3:int64)"],
    ["click_id % 0", "int64? = %/int64(col.click_id, 0:int64)"],
    // A5, A20: branches unify; null and strings take their type.
    ["if is_bot then 1 else price", "float64 = case(col.is_bot => 1:float64, else col.price)"],
    ["if is_bot then null else quantity", "int32? = case(col.is_bot => null:int32?, else col.quantity)"],
    ['if is_bot then day else "2024-01-31"', "date = case(col.is_bot => col.day, else 19753:date)"],
    ["rating ?? quantity", "float64 = (:float64?(col.rating) ?? :float64(col.quantity))"],
    ["rating ?? null", "float32? = (col.rating ?? null:float32?)"],
    // A10: literals as times.
    ['event_time >= "1969-12-31T23:59:59.999999Z"', "bool = >=/timestamp(col.event_time, -1:timestamp)"],
    ['day == "2024-02-29"', "bool = ==/date(col.day, 19782:date)"],
    ['day in ["2024-01-01"]', "bool = in/date(col.day, [19723:date]:date[])"],
    ['"2024-01-01T00:00:00+01:00" < event_time', "bool = </timestamp(1704063600000000:timestamp, col.event_time)"],
    [
      'hours_between("2024-01-01T00:00:00Z", event_time)',
      "float64 = hours_between/timestamp(1704067200000000:timestamp, col.event_time)",
    ],
    // B28: widened exactly.
    ["rating == 0.1", "bool? = ==/float64(:float64?(col.rating), 0.1:float64)"],
    // B29
    ["event in []", "bool = in/string(col.event, []:string[])"],
    ['event in ["a", null]', 'bool? = in/string(col.event, ["a", null:string?]:string[])'],
    ["quantity in [1, 2.5]", "bool = in/float64(:float64(col.quantity), [1:float64, 2.5:float64]:float64[])"],
    ["event not in []", "bool = not/bool(in/string(col.event, []:string[]))"],
    // B30
    ["price between 1 and 2", "bool = and/bool(<=/float64(1:float64, col.price), <=/float64(col.price, 2:float64))"],
    ["rating is not null", "bool = not/bool(is null/T(col.rating))"],
    ["`Zip Code` ?? country ?? event", "string = (col.Zip Code ?? col.country ?? col.event)"],
    ["[1, null]", "int64[] = [1:int64, null:int64?]:int64[]"],
  ])("%s", (expr, expected) => {
    const found = column(expr);
    expect(found.replace(/is null\/\w+/, "is null/T").replace(/(and|not)\/\w+/g, "$1/bool")).toBe(expected);
  });

  test.each<[string, string, string | null]>([
    ["«9223372036854775808»", "integer-too-large", null],
    ["-«9223372036854775809»", "integer-too-large", null],
    ["«1e999»", "float-too-large", null],
    ["«is_bot < true»", "no-overload", "bools have no order"],
    ["«day < event_time»", "no-overload", "cast one"],
    ["«event_time - event_time»", "no-overload", "hours_between"],
    ["event_time + «7d»", "no-duration-values", null],
    ["«event + event»", "no-overload", "concat"],
    ["«event + 1»", "no-overload", "concat"],
    ["if is_bot then day else «event_time»", "types-do-not-meet", "cast one"],
    ["if is_bot then 1 else «event»", "types-do-not-meet", null],
    ["«null»", "untyped-literal", null],
    ["«[]»", "untyped-literal", null],
    ["«null» + null", "untyped-literal", null],
    ['«event in ("a")»', "no-overload", "a list"],
    ["if is_bot then «null» else null", "untyped-literal", null],
    ['event_time > «"2024-01-01"»', "not-a-time", "zone"],
    ['event_time > «"2024-01-01T00:00:00"»', "not-a-time", null],
    ['event_time > «"2024-01-01T00:00:00.1234567Z"»', "not-a-time", null],
    ['event_time > «"2024-01-01T24:00:00Z"»', "not-a-time", null],
    ['day == «"2024-02-30"»', "not-a-time", null],
    ['day == «"2024-01-01T00:00:00Z"»', "not-a-time", null],
    ["if «price» then 1 else 2", "condition-not-bool", "compare"],
    ["«not price»", "no-overload", "bool"],
    ["«event and is_bot»", "no-overload", "bool"],
    ["{ a: 1 }.«b»", "unknown-field", "its fields are: `a`"],
    ["{ a: 1, «a»: 2 }", "struct-field", null],
    ["«{ }»", "empty-body", null],
    ["{ a: «{ }» }.a", "empty-body", null],
    ["event.«length»", "no-members", "length("],
    ["«hour_of(day)»", "no-overload", "no hour"],
    ["«div(1.0, 2)»", "no-overload", null],
    ["«now()»", "now-not-here", null],
    ["«count()»", "aggregate-outside-view", null],
    ["«length()»", "argument-count", null],
    ["length(«text»: event)", "named-argument", "its parameters: `s`, `xs`, `m`"],
    ["lower(event) «over 7d»", "rollup-on-function", null],
    ["«coalesce»(event, event)", "unknown-function", "??"],
    ["«median(price)»", "aggregate-outside-view", null],
    ["«lowr»(event)", "unknown-function", "did you mean `lower`?"],
    ["«x_7»", "unknown-column", "its columns are"],
    ["«evnt»", "unknown-column", "did you mean `event`?"],
    // One mistake is one diagnostic, however much depends on it.
    ["lower(concat(«nope», event)) == event and hour_of(«nada») > 3", "unknown-column unknown-column", null],
  ])("%s is refused: %s", (expr, names, help) => {
    const [first] = check(`source s from clickstream { x = ${expr} }`, names.split(" "));
    if (help !== null) expect(first?.help).toContain(help);
  });

  test.each([
    ["«event_time == null»", "compared-with-null"],
    ["«price» ?? 0.0", "needless-null-handling"],
    ["«price is null»", "needless-null-handling"],
    ["«price is not null»", "needless-null-handling"],
  ])("%s warns: %s", (expr, name) => {
    const [first] = check(`source s from clickstream { x = ${expr} }`, [name]);
    expect(first?.severity).toBe("warning");
  });
});

describe("declared types", () => {
  test.each([
    ["x: «decimal» = price", "decimal-digits"],
    ["x: «decimal(39, 2)» = price", "decimal-digits"],
    ["x: «decimal(3, 4)» = price", "decimal-digits"],
    ["x: decimal(10, 2) = «price»", "type-mismatch"],
    ['x: decimal(10, 2) = «"1.234"»', "bad-literal-value"],
    ["x: map<«float64», int64> = price", "map-key"],
    ["x: map<«int64?», int64> = price", "map-key"],
    ["x: map<string, int64> = «price»", "type-mismatch"],
    ["x: struct { a: int64, «A»: int64 } = price", "duplicate-name"],
    ["x: struct { a: int64 } = «{ a: 0.5 }»", "type-mismatch"],
    ["x: struct { a: int64 } = «{ b: 1 }»", "type-mismatch"],
    ["x: struct { a: int64 } = «{ a: quantity, b: 1 }»", "type-mismatch"],
    ["x: «integer» = 1", "unknown-type"],
    ["x: «int64(3)» = 1", "type-arguments"],
    ["x: int64 = «price»", "type-mismatch"],
    ["x: float64 = «rating»", "unhandled-null"],
    ["«rating: float64»", "unhandled-null"],
    ["price: «int64»", "type-mismatch"],
    ["x: int32 = «click_id»", "type-mismatch"],
    ['x: date = «"2024-13-01"»', "not-a-time"],
    ["x: «string[3]» = price", "vector-size"],
  ])("source column %s is refused: %s", (text, name) => {
    check(`source s from clickstream { ${text} }`, [name]);
  });

  test.each([
    ["x: float64 = quantity", "float64", ":float64(col.quantity)"],
    ["x: float32 = price", "float32", ":float32(col.price)"],
    ["x: int32 = 7", "int32", "7:int32"],
    ["x: float32? = 0.1", "float32?", "0.10000000149011612:float32"],
    ["quantity: float64", "float64", ":float64(col.quantity)"],
    ["rating: float64?", "float64?", ":float64?(col.rating)"],
    ['x: timestamp = "2024-01-01T00:00:00Z"', "timestamp", "1704067200000000:timestamp"],
    ["x: int64? = null", "int64?", "null:int64?"],
    ["x: float64[] = [1, 2.0]", "float64[]", "[1:float64, 2:float64]:float64[]"],
    ["x: float32[2] = [1, 2]", "float32[2]", "[1:float32, 2:float32]:float32[2]"],
    ["x: string[] = []", "string[]", "[]:string[]"],
  ])("source column %s", (text, declared, value) => {
    const derived = sound(`source s from clickstream { ${text} }`).sources.find((source) => source.name === "s");
    if (derived?.node !== "derived") throw new Error("no source");
    const found = derived.columns[0]!;
    expect([typeText(found.type), print(found.value)]).toEqual([declared, value]);
  });
});

describe("fn", () => {
  test("the result's type lists its literal values, and the arguments are converted", () => {
    const project = sound(`
      fn tier(spend: float64): string = match { spend > 10_000 => "platinum", spend > 5_000 => "gold", else => "none" }
      source s from clickstream { x = tier(click_id) }
    `);
    expect(project.functions[0]!.result).toEqual({
      kind: "string",
      nullable: false,
      values: ["platinum", "gold", "none"],
    });
    const derived = project.sources.find((source) => source.name === "s");
    if (derived?.node !== "derived") throw new Error("no source");
    expect(print(derived.columns[0]!.value)).toBe("fn tier(:float64(col.click_id))");
    expect(derived.columns[0]!.type).toEqual(project.functions[0]!.result);
  });

  test.each([
    ["fn f(x: int64): int64 = «g»(x)\nfn g(x: int64): int64 = «f»(x)", "cycle"],
    ["fn f(x: int64): int64 = «f»(x)", "cycle"],
    ["fn f(x: int64): int64 = x + «y»", "unknown-name"],
    ["fn f(x: int64): int64 = «x / 2»", "type-mismatch"],
    ["fn f(x: int64?): int64 = «x»", "unhandled-null"],
    ["fn f(x: float64): float32 = «x»", "type-mismatch"],
    ["fn f(x: int64): timestamp = «now()»", "now-not-here"],
    ["fn f(x: int64): int64 = «count()»", "aggregate-outside-view"],
    ["fn «lower»(x: int64): int64 = x", "built-in-function"],
    ["fn «count»(x: int64): int64 = x", "built-in-function"],
    ["fn f(x: int64, «x»: int64): int64 = 1", "duplicate-name"],
    ["fn `f`(x: int64): int64 = 1", "backticked-declaration"],
    ["fn f(x: int64): int64 = 1\nfn «f»(x: int64): int64 = 1", "duplicate-declaration"],
    ["fn f(x: int64): int64 = x\nsource s from clickstream { y = f(«rating») }", "type-mismatch"],
    ["fn f(x: float64): float64 = x\nsource s from clickstream { y = f(«rating») }", "unhandled-null"],
    ["fn f(x: float64): float64 = x\nsource s from clickstream { y = «f(1, 2)» }", "argument-count"],
    ["fn f(x: int64): int64 = «clickstream».price", "reference-not-here"],
  ])("%s is refused: %s", (text, name) => {
    const found = name === "cycle" || text.includes("`") ? null : check(text, [name]);
    if (found === null) {
      const plain = text.replaceAll("«", "").replaceAll("»", "");
      const marked = name === "cycle" ? onlyCycleMark(text) : plain.replace("`f`", "«`f`»");
      check(marked, [name]);
    }
  });

  /** The cycle is reported where it closes: at the last of the marks. */
  function onlyCycleMark(text: string): string {
    const last = text.lastIndexOf("«");
    return text.slice(0, last).replaceAll(/[«»]/g, "") + text.slice(last);
  }
});

test("entities: key types", () => {
  check("entity e { k: «float64» }", ["key-type"]);
  check("entity e { k: «int64?» }", ["key-type"]);
  check("entity e { k: «int64[]» }", ["key-type"]);
  check("entity «e» {}", ["empty-body"]);
  check("entity e { k: int64, «k»: string }", ["duplicate-name"]);
  check("entity e { k: int64, «K»: string }", ["duplicate-name"]);
  expect(sound(entities).entities.map((entity) => entity.name)).toEqual(["customer", "product", "user", "zipcode"]);
});
