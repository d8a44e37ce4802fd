/** Operators, branches, lists and strings. */
import type { Idiom } from "./idiom.js";

const branches = "write `if condition then value else other`";
const arms = "write `match x { 1 => value, else => value }`, or `match { condition => value, else => value }`";

export const valueIdioms: readonly Idiom[] = [
  /* Arms */
  {
    pattern: /(?:\{|,|^)\s*(?<at>default|_|otherwise|case\s+_)\s*(?:=>|:|->)/,
    message: "the last arm of a `match` does not begin with `$<at>`",
    help: "write `else => value`",
    fix: "else =>",
  },
  {
    pattern: /(?:\{|,|^)\s*(?<at>case)\s+[^,{}]*?=>/,
    message: "an arm does not begin with `case`",
    help: "an arm is `pattern => value`, or `else => value`",
    fix: "",
  },
  {
    pattern: /(?:\{|^)\s*[\w".]+(?<at>(?:\s*,\s*[\w".]+)+)\s*=>/,
    message: "several patterns of an arm are separated by `|`",
    help: "write `1 | 2 => value`",
  },
  {
    pattern: /(?:\{|,|^)\s*(?<at>[<>]=?)\s*[\w.]+\s*=>/,
    message: "an arm of `match x` is a value",
    help: "leave the subject out, and write conditions: `match { x > 1 => value, else => value }`",
  },
  {
    pattern: /\bmatch\b[^{}]*?(?<at>:|\bwith\b|\bwhen\b)[^{}]*$/,
    message: "the arms of a `match` go in braces",
    help: arms,
  },
  {
    pattern: /(?<=\bmatch\b.*[{,]\s*)[\w".]+\s*(?<at>[:=])(?![=>])[^,}]*/,
    message: "an arm is not written with `$<at>`",
    help: "an arm is `pattern => value`, or `else => value`",
    fix: " =>",
  },
  /* Branches */
  { pattern: /\bcase\b(?:\s+[\w.]+)?(?:\s+when\b|\s*$)/i, message: "there is no `case when`", help: arms },
  {
    pattern: /(?<at>\bwhen\b)\s.*\bthen\b/i,
    message: "there is no `case when`",
    help: "write `match { condition => value, else => value }`",
  },
  {
    pattern: /\b(?<at>switch|when|case|cond|select)\b\s*(?:\(?[\w.]*\)?\s*)\{/,
    message: "there is no `$<at>`",
    help: arms,
  },
  { pattern: /\b(?<at>switch|when|case|cond)\b\s*[\w.(]+/, message: "there is no `$<at>`", help: arms },
  { pattern: /\b(?<at>elif|elsif|elseif)\b/i, message: "there is no `$<at>`", help: "write `else if`", fix: "else if" },
  { pattern: /(?<at>\?:)/, message: "there is no `?:`", help: "write `a ?? b`", fix: "??" },
  { pattern: /(?<at>\?)(?![?.])[^?:]*:/, message: "there is no `? :`", help: "write `if … then … else …`" },
  {
    pattern: /(?<=[\w)\]"'}]\s+)(?<!\belse\s+)(?<at>if)\b(?!.*\bthen\b).*\belse\b/,
    message: "`if` does not go after its value",
    help: branches,
  },
  {
    pattern: /(?<=[\w)\]"'}]\s+)(?<!\belse\s+)(?<at>if)\b(?!.*\bthen\b)/,
    message: "`if` does not go after its value",
    help: `${branches}; rows are filtered by \`where\``,
  },
  {
    pattern: /\bif\b(?<cond>[^{}]*?)\s*(?<at>\{)/,
    message: "the branches of an `if` are written without braces",
    help: branches,
  },
  { pattern: /\bif\b[^{}:]*?\s*(?<at>:)/, message: "`:` does not follow a condition", help: branches, fix: " then" },
  { pattern: /\bif\s*\((?<at>[^(),]*,)/, message: "`if` is not called", help: branches },
  {
    pattern: /\belse\b[^{}]*?(?<at>\bend\b)/i,
    names: true,
    message: "there is no `$<at>`",
    help: "an `if` ends with its last value",
    fix: "",
  },
  /* Tests for null */
  {
    pattern: /\bis\s+(?:not\s+)?(?<at>None|nil|undefined|NULL|Null|NaN|NA)\b/,
    message: "there is no `$<at>`",
    help: "write `x is null` or `x is not null`",
    fix: "null",
  },
  {
    pattern: /\b(?<at>(?:IS|Is)(?:\s+NOT|\s+Not)?\s+(?:NULL|Null|null)|is(?:\s+NOT)?\s+NULL)\b/,
    names: true,
    message: "`$<at>` is not written in lower case",
    help: ({ at = "" }) => `write \`${at.toLowerCase()}\``,
    fix: ({ at = "" }) => at.toLowerCase(),
  },
  {
    pattern: /\b(?<at>isnot)\s+null/i,
    message: "there is no `$<at>`",
    help: "write `x is not null`",
    fix: "is not",
  },
  {
    pattern: /\b(?<at>is)\s+(?:not\s+)?(?:between|in|like)\b/,
    message: "`is` tests for null only",
    help: "leave `is` out: `x between 1 and 2`, `x in [1, 2]`",
    fix: "",
  },
  {
    pattern: /\b(?<at>is)\s+(?:not\s+)?(?!null\b|not\b)[\w"'-]+/,
    message: "`is` tests for null only",
    help: "compare with `==` or `!=`; write a bool alone: `x`, `not x`",
  },
  /* Operators in words */
  {
    pattern:
      /(?<at>\b(?:not\s+)?(?:i?like|rlike|regexp|similar\s+to|glob|contains|startswith|endswith|matches|starts\s+with|ends\s+with)\b)\s*["']/i,
    names: true,
    message: "there is no operator `$<at>`",
    help: "write `contains(s, part)`, `starts_with(s, start)`, `ends_with(s, end)` or `regex_matches(s, pattern)`",
  },
  {
    pattern: /\b(?<at>AND|OR|NOT|IN|BETWEEN|WHERE|OVER|BY|EACH|THEN|ELSE|And|Or|Not|In|Over|Where)\b/,
    names: true,
    message: "`$<at>` is not written in lower case",
    help: ({ at = "" }) => `write \`${at.toLowerCase()}\``,
    fix: ({ at = "" }) => at.toLowerCase(),
  },
  {
    pattern: /\b(?:not\s+)?in\s*(?<at>\((?<l>[^()]*)\)?)/,
    message: "a list goes in square brackets",
    help: "write `x in [$<l>]`",
    fix: "[$<l>]",
  },
  {
    pattern: /\b(?:not\s+)?in\s*(?<at>\{(?<l>[^{}]*)\}?)/,
    message: "a list goes in square brackets",
    help: "write `x in [$<l>]`",
    fix: "[$<l>]",
  },
  {
    pattern: /\bin\s+(?<at>(?:-?\d[\w.]*|"_*")(?:\s*,\s*(?:-?\d[\w.]*|"_*"))+)/,
    message: "a list goes in square brackets",
    help: "write `x in [$<at>]`",
    fix: "[$<at>]",
  },
  {
    pattern: /\bbetween\s*(?<at>[([][^)\]]*,[^)\]]*[)\]]?)/,
    message: "the bounds of `between` are joined by `and`",
    help: "write `x between low and high`",
  },
  {
    pattern: /\bbetween\s+(?<low>[\w.]+)\s*(?<at>,|\bto\b|\bAND\b|&&)\s*[\w.]+/,
    message: "the bounds of `between` are joined by `and`",
    help: "write `x between low and high`",
    fix: " and",
  },
  {
    pattern: /(?<at>\bfrom\s+[\d.]+\s+to\b)/,
    message: "there is no `from … to`",
    help: "write `x between low and high`",
  },
  /* Values */
  {
    pattern: /=\s*\([\w\s,]*\)\s*(?<at>=>).*/,
    message: "there are no lambdas",
    help: "`each x in xs` goes through a list; a function is declared by `fn`",
  },
  {
    pattern: /\b(?<at>lambda)\b.*/,
    names: true,
    message: "there are no lambdas",
    help: "`each x in xs` goes through a list; a function is declared by `fn`",
  },
  {
    pattern: /(?<at>\[[^\]]*\bfor\b\s+\w+\s+in\b)/,
    message: "there are no list comprehensions",
    help: "an aggregate goes through a list: `sum(x) each x in xs where x > 1`",
  },
  {
    pattern: /(?<=[=(,[:]\s*)(?<at>(?<a>\d{1,3})(?<b>(?:,\d{3})+))(?!\d)/,
    message: "a comma does not group digits",
    help: "write `_`: `1_000`",
  },
  {
    pattern: /(?<at>\d+(?:\.\d+)?\s*%)(?=\s*(?:$|[,)}\]]))/,
    message: "there are no percentages",
    help: "write the fraction: `0.1` for 10 %",
  },
  {
    pattern: /[\w)\]]\[(?<at>[^\][]*:[^\][]*)\]/,
    message: "there are no slices",
    help: "write `substr(s, i, n)` of a string, `slice(xs, from, to)` of a list",
  },
  {
    pattern: /\{\s*(?<at>"[^"]*"\s*:)/,
    message: "a field's name is written without quotes",
    help: "write `{ name: value }`; a map with texts as keys is declared by its type",
  },
  {
    pattern: /\b(?<at>(?:array|ARRAY|list|List)\s*)\[/,
    message: "no word goes before a list",
    help: "write `[1, 2]`",
    fix: "",
  },
  {
    pattern: /(?<=[=(,]\s*)(?<at>\([^()]*,[^()]*\)?)/,
    message: "there are no tuples",
    help: "a list is `[1, 2]`, a struct `{ a: 1, b: 2 }`",
  },
  {
    pattern: /[\w)\]]\s*(?<at>\|)\s*[\w(]/,
    message: "there is no `|` between values",
    help: "write `or`; there are no operators on bits",
  },
];
