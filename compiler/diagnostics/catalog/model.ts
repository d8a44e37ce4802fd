/** Types and meaning. FEAT4xxx. */
import { define } from "../diagnostic.js";

/* Types */

export const typeMismatch = define<{ expected: string; found: string; where: string }>({
  code: "FEAT4001",
  name: "type-mismatch",
  severity: "error",
  message: ({ expected, found, where }) => `${where} must be ${expected}, but this is ${found}`,
});

export const noOverload = define<{ name: string; found: readonly string[]; operator: boolean }>({
  code: "FEAT4002",
  name: "no-overload",
  severity: "error",
  message: ({ name, found, operator }) =>
    operator
      ? `\`${name}\` does not take ${found.join(" and ")}`
      : found.length === 0
        ? `\`${name}\` needs arguments`
        : `\`${name}\` does not take (${found.join(", ")})`,
});

export const branchTypes = define<{ first: string; other: string; what: string }>({
  code: "FEAT4003",
  name: "types-do-not-meet",
  severity: "error",
  message: ({ first, other, what }) => `${what} have no type in common: ${first} and ${other}`,
  help: ({ first, other }) => (isTimes(first, other) ? "cast one with `timestamp(…)` or `date(…)`" : null),
});

export const unhandledNull = define<{ where: string; type: string }>({
  code: "FEAT4004",
  name: "unhandled-null",
  severity: "error",
  message: ({ where, type }) => `this can be null, but ${where} must be ${type}`,
  help: ({ type }) => `give a value for null with \`?? …\`, or declare \`${type}?\``,
});

export const untypedNull = define<{ what: string }>({
  code: "FEAT4005",
  name: "untyped-literal",
  severity: "error",
  message: ({ what }) => `nothing here gives this ${what} a type`,
});

export const intTooLarge = define<{ text: string }>({
  code: "FEAT4006",
  name: "integer-too-large",
  severity: "error",
  message: ({ text }) => `${text} is beyond int64`,
  help: ({ text }) => `write \`${text.replace(/^-/, "").length > 20 ? "1e…" : `${text}.0`}\` for a float64`,
});

export const floatTooLarge = define<{ text: string }>({
  code: "FEAT4007",
  name: "float-too-large",
  severity: "error",
  message: ({ text }) => `${text} is beyond float64`,
});

export const badTimeLiteral = define<{ text: string; kind: "date" | "timestamp" }>({
  code: "FEAT4008",
  name: "not-a-time",
  severity: "error",
  message: ({ text, kind }) => `"${text}" is not a ${kind}`,
  help: ({ kind }) =>
    kind === "date"
      ? 'a date is written "2024-01-31"'
      : 'a timestamp has a zone, and at most six digits after the seconds: "2024-01-31T09:30:00Z"',
});

export const noDurations = define<object>({
  code: "FEAT4009",
  name: "no-duration-values",
  severity: "error",
  message: () => "a duration cannot be a value: it belongs in windows and clauses",
  help: () => "compare `seconds_between`, `hours_between` or `days_between` with a number",
});

export const conditionType = define<{ found: string; what: string }>({
  code: "FEAT4010",
  name: "condition-not-bool",
  severity: "error",
  message: ({ found, what }) => `${what} must be bool, but this is ${found}`,
});

export const keyType = define<{ type: string; name: string }>({
  code: "FEAT4011",
  name: "key-type",
  severity: "error",
  message: ({ type, name }) => `key \`${name}\` cannot be ${type}`,
  help: () => "keys are bool, int32, int64, string, date, timestamp or an enum, and not nullable",
});

export const typeArguments = define<{ name: string }>({
  code: "FEAT4012",
  name: "type-arguments",
  severity: "error",
  message: ({ name }) => `type \`${name}\` takes no numbers`,
});

export const vectorSize = define<object>({
  code: "FEAT4013",
  name: "vector-size",
  severity: "error",
  message: () => "a vector of fixed length has at least one element, and its elements are numbers",
});

export const needlessNull = define<{ what: string }>({
  code: "FEAT4014",
  name: "needless-null-handling",
  severity: "warning",
  message: ({ what }) => what,
});

export const comparedWithNull = define<object>({
  code: "FEAT4015",
  name: "compared-with-null",
  severity: "warning",
  message: () => "a comparison with null is always null",
  help: () => "write `is null` or `is not null`",
});

export const noMembers = define<{ type: string }>({
  code: "FEAT4016",
  name: "no-members",
  severity: "error",
  message: ({ type }) => `${type} has no fields to read with a dot`,
});

/* Calls */

export const aggregateOutsideView = define<{ name: string; where: string }>({
  code: "FEAT4020",
  name: "aggregate-outside-view",
  severity: "error",
  message: ({ name, where }) => `aggregate \`${name}\` cannot be used in ${where}`,
  help: () => "aggregate in a view, and use its feature here",
});

export const nestedAggregate = define<{ name: string }>({
  code: "FEAT4021",
  name: "nested-aggregate",
  severity: "error",
  message: ({ name }) => `aggregate \`${name}\` is inside another aggregate`,
  help: () => "inside an aggregate, names are columns of the source",
});

export const overMissing = define<{ name: string }>({
  code: "FEAT4022",
  name: "over-missing",
  severity: "error",
  message: ({ name }) => `\`${name}\` over events needs a window`,
  help: () => "add `over 7d`, `over [1d, 7d]` or `over lifetime`",
});

export const aggregateOverState = define<{ name: string; source: string }>({
  code: "FEAT4023",
  name: "aggregate-over-state",
  severity: "error",
  message: ({ name, source }) => `\`${name}\` cannot run over \`${source}\`, a \`state\` source without a \`key\``,
  help: () => "declare the key of its rows in YAML, `key: [user_id]`; if its rows are events, declare `kind: events`",
});

export const rollupOnFunction = define<{ name: string; part: string }>({
  code: "FEAT4024",
  name: "rollup-on-function",
  severity: "error",
  message: ({ name, part }) => `\`${name}\` is not an aggregate and takes no \`${part}\``,
});

export const nowNotHere = define<{ where: string }>({
  code: "FEAT4025",
  name: "now-not-here",
  severity: "error",
  message: ({ where }) => `\`now()\` cannot be used in ${where}`,
  help: () => "use it in a view's features outside aggregates, or in transforms",
});

export const argumentCount = define<{ name: string; wanted: string; found: number }>({
  code: "FEAT4026",
  name: "argument-count",
  severity: "error",
  message: ({ name, wanted, found }) => `\`${name}\` takes ${wanted}, not ${found}`,
});

export const namedArgument = define<{ name: string; problem: string }>({
  code: "FEAT4027",
  name: "named-argument",
  severity: "error",
  message: ({ name, problem }) => `\`${name}\`: ${problem}`,
});

export const literalArgument = define<{ name: string; param: string; list: boolean }>({
  code: "FEAT4028",
  name: "argument-not-literal",
  severity: "error",
  message: ({ name, param, list }) =>
    `\`${param}\` of \`${name}\` must be ${list ? "a list of literals without null" : "a literal"}`,
});

export const refusedLiteral = define<{ name: string; problem: string }>({
  code: "FEAT4199",
  name: "literal-refused",
  severity: "error",
  message: ({ name, problem }) => `\`${name}\`: ${problem}`,
});

export const memberNotHere = define<{ name: string; is: string; where: string }>({
  code: "FEAT4029",
  name: "reference-not-here",
  severity: "error",
  message: ({ name, is, where }) => `${is} \`${name}\` cannot be read in ${where}`,
  help: ({ where }) =>
    where === "a transform" ? "read features of views" : "read views, transforms and requests in a `transform`",
});

export const wholeReference = define<{ name: string; is: string }>({
  code: "FEAT4030",
  name: "reference-without-feature",
  severity: "error",
  message: ({ name, is }) => `\`${name}\` is a ${is}, not a value`,
  help: ({ name }) => `name one of its values: \`${name}.…\``,
});

export const zeroDuration = define<{ what: string }>({
  code: "FEAT4031",
  name: "zero-duration",
  severity: "error",
  message: ({ what }) => `${what} cannot be zero`,
});

export const tooLongDuration = define<{ text: string }>({
  code: "FEAT4032",
  name: "duration-too-long",
  severity: "error",
  message: ({ text }) => `\`${text}\` is longer than the range of timestamps`,
});

/* match */

export const matchNeedsElse = define<{ missing: readonly string[] }>({
  code: "FEAT4040",
  name: "match-needs-else",
  severity: "error",
  message: ({ missing }) =>
    missing.length === 0 ? "this `match` has no `else`" : `this \`match\` has no arm for ${missing.join(" and ")}`,
  help: () => "add `else => …`",
});

export const matchNull = define<object>({
  code: "FEAT4041",
  name: "match-null-arm",
  severity: "error",
  message: () => "an arm compares by `==`, so `null` never matches",
  help: () => "write `match { x is null => … }`",
});

export const unreachableArm = define<{ why: string }>({
  code: "FEAT4042",
  name: "unreachable-arm",
  severity: "warning",
  message: ({ why }) => `this can never be reached: ${why}`,
});

/* Declarations */

export const emptyBody = define<{ what: string; wanted: string }>({
  code: "FEAT4050",
  name: "empty-body",
  severity: "error",
  message: ({ what, wanted }) => `${what} has no ${wanted}`,
});

export const twice = define<{ what: string }>({
  code: "FEAT4051",
  name: "said-twice",
  severity: "error",
  message: ({ what }) => `${what} is written twice`,
});

export const contradiction = define<{ first: string; second: string }>({
  code: "FEAT4052",
  name: "contradiction",
  severity: "error",
  message: ({ first, second }) => `\`${first}\` and \`${second}\` contradict each other`,
});

export const entityTwice = define<{ name: string }>({
  code: "FEAT4053",
  name: "entity-twice",
  severity: "error",
  message: ({ name }) => `entity \`${name}\` is listed twice in \`for\``,
  help: () => "declare a second entity with keys of its own",
});

export const keyConflict = define<{ name: string; first: string; second: string }>({
  code: "FEAT4054",
  name: "key-conflict",
  severity: "error",
  message: ({ name, first, second }) => `key \`${name}\` would be both ${first} and ${second}`,
  help: ({ name }) => `bind one of them to another name: \`(${name} = other_${name})\``,
});

export const keyGivenTwice = define<{ name: string }>({
  code: "FEAT4055",
  name: "key-given-twice",
  severity: "error",
  message: ({ name }) => `key \`${name}\` is given twice`,
});

export const keyColumnMissing = define<{ name: string; entity: string; source: string }>({
  code: "FEAT4056",
  name: "key-column-missing",
  severity: "error",
  message: ({ name, entity, source }) =>
    `source \`${source}\` has no column \`${name}\`, the key of entity \`${entity}\``,
});

export const bareNeedsKey = define<{ source: string; key: readonly string[] }>({
  code: "FEAT4057",
  name: "bare-column-needs-key",
  severity: "error",
  message: ({ source, key }) =>
    `bare columns need a view whose keys contain the key of \`${source}\`: ${key.map((k) => `\`${k}\``).join(", ")}`,
});

export const knownNeedsCreated = define<{ source: string }>({
  code: "FEAT4058",
  name: "known-needs-created",
  severity: "error",
  message: ({ source }) =>
    `\`known\` needs to know when rows were written, but source \`${source}\` has no \`created\``,
});

export const windowTwice = define<{ text: string }>({
  code: "FEAT4059",
  name: "window-twice",
  severity: "error",
  message: ({ text }) => `window \`${text}\` is listed twice`,
});

export const familiesDiffer = define<{ first: readonly string[]; second: readonly string[] }>({
  code: "FEAT4060",
  name: "families-differ",
  severity: "error",
  message: ({ first, second }) =>
    `families over [${first.join(", ")}] and [${second.join(", ")}] cannot be used in one expression`,
  help: () => "name one member, `x_7d`, or use the same windows in the same order",
});

export const familyNotHere = define<{ name: string; members: readonly string[] }>({
  code: "FEAT4061",
  name: "family-not-here",
  severity: "error",
  message: ({ name }) => `\`${name}\` is a family of features, and one value is needed here`,
  help: ({ members }) => `name one: ${members.map((m) => `\`${m}\``).join(", ")}`,
});

export const annotationArgument = define<object>({
  code: "FEAT4062",
  name: "annotation-argument",
  severity: "error",
  message: () => "an annotation takes literals",
});

export const columnWithoutValue = define<{ name: string }>({
  code: "FEAT4063",
  name: "no-value",
  severity: "error",
  message: ({ name }) => `\`${name}\` has no value: it is not a key of anything that this transform reads`,
  help: ({ name }) => `write \`${name} = …\``,
});

export const letIsHidden = define<{ name: string; of: string }>({
  code: "FEAT4064",
  name: "let-is-hidden",
  severity: "error",
  message: ({ name, of }) => `\`${name}\` is a \`let\` of \`${of}\`, which is visible only there`,
  help: ({ name }) => `make it a feature: \`${name} = …\` without \`let\``,
});

export const bindingNotName = define<{ key: string }>({
  code: "FEAT4065",
  name: "binding-not-a-name",
  severity: "error",
  message: ({ key }) => `in a service a key is bound to a name, but \`(${key} = …)\` is an expression`,
  help: () => "compute the key with `use` in a transform",
});

export const requestFieldTwice = define<{ name: string; first: string; second: string }>({
  code: "FEAT4066",
  name: "request-field-conflict",
  severity: "error",
  message: ({ name, first, second }) => `\`${name}\` is a field of both \`${first}\` and \`${second}\``,
  help: () => "callers give fields by name: rename one",
});

export const requestFieldIsKey = define<{ name: string; request: string; field: string; key: string }>({
  code: "FEAT4067",
  name: "request-field-is-key",
  severity: "error",
  message: ({ name, request, field, key }) => `\`${name}\` is ${field} in request \`${request}\`, and a key of ${key}`,
  help: () => "callers give both by that name: rename the field, or bind the key to another name",
});

export const serviceCollision = define<{ name: string; other: string; what: string }>({
  code: "FEAT4068",
  name: "service-collision",
  severity: "error",
  message: ({ name, other, what }) =>
    name === other
      ? `\`${name}\` is ${what} of this service already`
      : `\`${name}\` differs from \`${other}\`, ${what} of this service, by case only`,
  help: () => "rename one with `as`, or leave it out with `except { … }`",
});

export const keyNeedsItself = define<{ name: string }>({
  code: "FEAT4069",
  name: "key-needs-itself",
  severity: "error",
  message: ({ name }) => `a key of \`${name}\` depends on \`${name}\` itself`,
});

function isTimes(first: string, other: string): boolean {
  const times = /^(date|timestamp)\??$/;
  return times.test(first) && times.test(other);
}
