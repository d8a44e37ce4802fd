/** Around calls: windows, conditions, groups, methods, casts. */
import { durationOf } from "./durations.js";
import type { Idiom } from "./idiom.js";

const DURATION = String.raw`\d+(?:us|ms|s|m|h|d|w)\b`;
const UNIT = `(?:micro|milli)?sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|quarters?|years?|[dDhHsSwWyY]`;
const brackets = "several windows go in square brackets, with commas: `over [1d, 7d]`";
const window = "write `over 7d`, `over [1d, 7d]`, `over last 10 rows` or `over lifetime`";

/**
 * `by a < b`, up to the end of the condition. Each part stops where the next can begin, so the time to match grows only
 * with the length of the line.
 */
const comparison = String.raw`(?:[<>=!]=?|\b(?:and|or|is|between)\b)`;
const endOfBy = String.raw`(?:\s+(?:over|where|top|each|in)\b|\s*[,}]|\s*$)`;
const conditionOfBy = new RegExp(
  String.raw`\bby\s+(?<at>(?![[(])(?:(?!${comparison})[^,{}])*${comparison}(?:(?!${endOfBy})[^,{}])*)${endOfBy}`,
);

export const callIdioms: readonly Idiom[] = [
  /* Windows */
  {
    pattern: new RegExp(`\\bfrom\\s+\\w+[^{]*?\\s(?<at>over|window)\\s+${DURATION}[^{]*\\{`),
    within: ["view"],
    message: "a view has no window",
    help: "a window goes after an aggregate: `sum(x) over 7d`",
  },
  {
    pattern: /\b(?<at>over\s*\(\s*(?:partition|order|rows|range)\b[^)]*\)?|partition\s+by\b)/i,
    message: "there is no `over (partition by …)`",
    help: `a view's rows are those of its entity: ${window}`,
  },
  {
    pattern: new RegExp(`(?<at>\\b(?<n>\\d+)\\s+(?<u>${UNIT}))\\b`),
    message: "a duration is written as one word",
    help: ({ n = "", u = "" }) => durationOf(n, u)?.help ?? window,
  },
  {
    pattern: /\b(?<at>interval|timedelta|duration|days|hours|minutes|weeks)\b\s*(?:\(|["'\d])/i,
    message: "there is no `$<at>`",
    help: "a duration is written `7d`; between two timestamps use `seconds_between`, `hours_between` or `days_between`",
  },
  {
    pattern: /\bover\s+(?<at>["']_*(?<=["']_*)["'])/,
    message: "a duration is written without quotes",
    help: window,
  },
  {
    pattern: /\b(?:ttl|delay|every|after|offset)\s+(?<at>["']_*["'])/,
    message: "a duration is written without quotes",
    help: "write it as `7d`, `30m`",
  },
  { pattern: /\bover\s+(?<at>PT?\d+\w*)/, message: "`$<at>` is not a duration", help: window },
  {
    pattern: /\bover\s+(?<at>(?<n>\d+)\s*(?:rows?|events?|values?)\b)/,
    message: "a number of rows begins with `last`",
    help: "write `over last $<n> rows`",
    fix: "last $<n> rows",
  },
  {
    pattern: /\bover\s+(?<at>(?<n>\d+))(?![\w.])/,
    message: "this window has no unit",
    help: "write `over $<n>d` for days, `over $<n>h` for hours, `over last $<n> rows` for rows",
  },
  {
    pattern: new RegExp(`\\bover\\s+(?<at>${DURATION}(?:\\s*,\\s*${DURATION})+)`),
    message: "several windows go in square brackets",
    help: "write `over [$<at>]`",
    fix: "[$<at>]",
  },
  {
    pattern: new RegExp(`\\bover\\s+(?<at>\\[\\s*${DURATION}(?:\\s+${DURATION})+[^\\]]*\\]?)`),
    message: "windows are separated by commas",
    help: brackets,
  },
  {
    pattern: /\bover\s*(?<at>[({][^)}]*[)}]?)/,
    message: "a window is written without parentheses or braces",
    help: `write \`over 7d\`; ${brackets}`,
  },
  {
    pattern: new RegExp(`\\bover\\s+(?<at>(?:the\\s+)?(?:last|past|previous|trailing)\\s+)(?<d>${DURATION})`),
    message: "a window with a duration has no `last`",
    help: "write `over $<d>`",
    fix: "",
  },
  {
    pattern: /\bover\s+last\s+(?<n>\d+)\s*(?<at>[A-Za-z]\w*)?/,
    message: "the word `rows` is missing",
    help: "write `over last $<n> rows`",
  },
  {
    pattern: /\bover\s+(?<at>all|ever|forever|always|unbounded|everything|history)\b/i,
    message: "there is no window `$<at>`",
    help: "write `over lifetime`",
    fix: "lifetime",
  },
  {
    pattern: /\bover\s+(?<at>(?:this_)?(?<u>minute|hour|day|week|month|quarter|year))\b/i,
    message: "there is no window `$<at>`",
    help: "write `over this $<u>` for the current one, or a duration: `over 7d`",
  },
  {
    pattern: /\bover\s+(?<at>today|yesterday)\b/i,
    message: "there is no window `$<at>`",
    help: "write `over this day`, or `over 1d` for the last 24 hours",
  },
  {
    pattern: new RegExp(`\\bover\\s+(?<at>-)\\s*(?<d>${DURATION})`),
    message: "a window has no sign",
    help: "a window looks back from now: write `over $<d>`",
    fix: "",
  },
  {
    pattern: new RegExp(`\\bover\\s+${DURATION}\\s*(?<at>(?:to|until|-|\\.\\.)\\s*${DURATION})`),
    message: "a window has one duration",
    help: "a window that ends earlier is `over 7d offset 7d`",
  },
  {
    pattern: /\w\([^()]*,\s*(?<at>over|where|by|each|default|window)\s*[:=]/,
    message: "`$<at>` goes after the parentheses of the call",
    help: "write `sum(x) where condition over 7d`",
  },
  {
    pattern:
      /(?<!\b(?:if|and|or|not|where|in|by|then|else)\s*)(?<=\w)\((?:[^()]*,)?\s*(?<n>\w+)\s*(?<at>=)(?![=>])[^,()]*/,
    message: "an argument is not given by `=`",
    help: "an argument with its name is `$<n>: value`; equality is `==`",
  },
  { pattern: /\bover\s*(?<at>[=:])/, message: "`$<at>` does not follow `over`", help: window, fix: "" },
  {
    pattern: new RegExp(`\\)\\s*(?<at>window|for|last|within|during|past|since|on|in)\\s+${DURATION}`, "i"),
    names: true,
    message: "a window begins with `over`",
    help: window,
    fix: "over",
  },
  {
    pattern: /\)\s*(?<at>last\s+(?<n>\d+)(?:\s+rows?)?)/,
    message: "a window begins with `over`",
    help: "write `over last $<n> rows`",
    fix: "over last $<n> rows",
  },
  {
    pattern: /\bdefault\s+[^\s,}]+\s+(?<at>over|where|by|each)\b/,
    message: "`default` comes before the end of the value",
    help: "`default` comes last: `sum(x) over 7d default 0.0`",
  },
  /* Groups and conditions */
  {
    pattern: /\b(?<at>group\s+by)\b/i,
    names: true,
    message: "there is no `$<at>`",
    help: "a view groups by its entity; `count() by country` makes a map",
  },
  {
    pattern: conditionOfBy,
    message: "a condition after `by` goes in parentheses",
    help: "write `by ($<at>)`",
    fix: "($<at>)",
  },
  {
    pattern: /\bby\s+(?<at>\(?\s*(?<a>[\w.]+)\s*,\s*(?<b>[\w.]+)[\w.,\s]*?\)?)(?:\s*(?:over|where|top|each|in)\b|\s*$)/,
    message: "`by` takes one value",
    help: "join the values: `by concat($<a>, $<b>)`",
  },
  {
    pattern: /(?<at>top\s+\d+)(?=\s+(?:over|where|by|each)\b|\s*$)(?<!by\s.*)/,
    message: "`top` goes after `by` and its value",
    help: "write `count() by country $<at> over 7d`",
  },
  {
    pattern: /(?<at>\b(?:having|qualify)\b)\s*\w*/i,
    message: "there is no `$<at>`",
    help: "make it a feature, and use that: `if orders_7d > 1 then … else …`",
  },
  {
    pattern: /(?<at>\border\s+by\b)/i,
    names: true,
    message: "there is no `$<at>`",
    help: "rows are ordered by time; pick rows with `first_n`, `last_n`, `largest_n`, `min_by` or `max_by`",
  },
  {
    pattern: /(?<at>\blimit\s+\d+)/i,
    message: "there is no `limit`",
    help: "write `over last 10 rows`, or `by … top 10`",
  },
  {
    pattern: /\bwhere\s*(?<at>[=:])(?!=)/,
    message: "`$<at>` does not follow `where`",
    help: "write `where paid`, `where amount > 1.0`",
    fix: "",
  },
  {
    pattern: /\b(?<at>filter|having|when|if)\b\s*\(?(?:\s*where\b)?(?!.*\b(?:else|then|=>)).*?\bover\b/i,
    message: "rows are not filtered by `$<at>`",
    help: "write `count() where condition over 7d`",
  },
  {
    pattern: /\b(?<at>filter)\b\s*\(?/i,
    message: "rows are not filtered by `$<at>`",
    help: "write `where condition`",
  },
  {
    pattern: /\w\((?<x>[^()]*?)\s+(?<at>where|over|by|each)\s/,
    message: "`$<at>` goes after the parentheses of the call",
    help: "write `sum(x) where condition over 7d`",
  },
  {
    pattern: /\bcount\s*\(\s*(?<at>distinct)\s+(?<x>[\w.]+)?/i,
    message: "there is no `$<at>` in a call",
    help: "write `count_distinct($<x>)`",
  },
  {
    pattern: /\b(?<f>\w+)\s*\(\s*(?<at>distinct)\s+[\w.]+/i,
    message: "there is no `$<at>` in a call",
    help: "`$<f>` takes all values; `count_distinct(x)` counts different ones",
  },
  {
    pattern: /\b(?<at>count|sum|avg|mean|min|max|last|first)\s+(?:over|where)\b/i,
    message: "`$<at>` needs parentheses",
    help: "an aggregate is called: `count()`, `sum(x)`",
  },
  {
    pattern:
      /\b(?<at>(?<f>count|sum|avg|mean|min|max)\s+(?!over\b|where\b|by\b|each\b)(?<x>[A-Za-z_]\w*))\s+(?:over|where|by)\b/i,
    message: "`$<f>` needs parentheses",
    help: "write `$<f>($<x>)`",
    fix: "$<f>($<x>)",
  },
  /* Methods, modules and casts */
  {
    pattern:
      /\b(?<at>(?:datetime|Date|date|time|pd\.Timestamp|timezone)\s*\.\s*(?:utc)?now\s*\(\s*\)?|new\s+Date\s*\(\s*\)?)/,
    message: "there is no `$<at>`",
    help: "write `now()`",
    fix: "now()",
  },
  {
    pattern: /(?<at>\.\s*(?:is_?null|is_?na|is_?none)\s*\(\s*\)?)/i,
    message: "values have no methods",
    help: "write `x is null`",
    fix: " is null",
  },
  {
    pattern: /(?<at>\.\s*(?:not_?null|notna|is_?not_?null)\s*\(\s*\)?)/i,
    message: "values have no methods",
    help: "write `x is not null`",
    fix: " is not null",
  },
  {
    pattern: /(?<at>\.\s*(?:fill_?na|fill_?null|get_or_else|unwrap_or)\s*\()/i,
    message: "values have no methods",
    help: "write `x ?? 0`",
  },
  {
    pattern: /(?<at>\.\s*(?:astype|cast|to)\s*\()/,
    message: "values have no methods",
    help: "a type is called to cast: `int64(x)`, `string(x)`",
  },
  {
    pattern: /(?<at>\.\s*(?:where|filter)\s*\()/,
    message: "values have no methods",
    help: "write `count() where condition over 7d`",
  },
  {
    pattern: /(?<at>\.\s*(?:over|window|rolling)\s*\()/,
    message: "values have no methods",
    help: window,
  },
  {
    pattern: /\b(?<at>math|Math|np|numpy|pd|F|fn|f|functions|sql|func)\s*\.\s*(?<f>[A-Za-z_]\w*)\s*\(/,
    message: "functions have no module",
    help: "write `$<f>(…)`",
  },
  {
    pattern: /(?<at>\.\s*(?<f>[A-Za-z_]\w*)\s*\()/,
    message: "values have no methods",
    help: "call the function with the value in parentheses: `$<f>(x)`",
    method: "f",
  },
  {
    pattern: /\b(?:try_)?cast\s*\(\s*.*?\s(?<at>as)\s+\w+/i,
    message: "there is no `cast(x as type)`",
    help: "a type is called to cast: `int64(x)`, `string(x)`",
  },
  {
    pattern: /\s(?<at>as\s+(?:int\w*|bigint|float\w*|double|str|string|text|bool|boolean|date|timestamp|decimal)\b)/i,
    names: true,
    message: "`as` does not cast",
    help: "a type is called to cast: `int64(x)`, `string(x)`",
  },
  {
    pattern: /(?<at>\(\s*(?:int\w*|float\w*|double|str|string|bool)\s*\))\s*[\w(]+/,
    message: "a type in parentheses does not cast",
    help: "a type is called to cast: `int64(x)`, `string(x)`",
  },
  {
    pattern: /(?<=[\w)\]"]\s+)(?<at>over|by|each)\b/,
    message: "`$<at>` does not follow an aggregate",
    help: "it belongs to a call: `sum(x) over 7d`, `count() by country over 7d`",
  },
];
