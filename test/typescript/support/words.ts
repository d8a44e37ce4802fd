/** Names with a meaning in JavaScript, TypeScript or generated code; names that Feat reserves are not among them. */
const texts = {
  "words of JavaScript":
    "abstract arguments as async await boolean break byte case catch char class const continue debugger declare delete do double enum eval " +
    "export extends final finally float for from function get goto implements import infer instanceof int interface is_ keyof let_ long module " +
    "namespace native new of package private protected public readonly require return satisfies set short static super switch synchronized " +
    "this throw throws transient try type typeof unique using var void volatile while with yield",
  "members of every object":
    "__defineGetter__ __lookupGetter__ __proto__ constructor hasOwnProperty isPrototypeOf propertyIsEnumerable prototype toJSON toLocaleString toString valueOf",
  "members of functions, promises and arrays":
    "apply arguments bind call caller catch finally length name next push _then",
  "global values":
    "Array BigInt Boolean Buffer Date Error Function Infinity Int JSON Map Math NaN Number Object Promise Proxy Reflect RegExp Set String Symbol " +
    "Uint8Array WeakMap __dirname __filename console decodeURI escape exports global globalThis isNaN parseInt process undefined",
  types:
    "AsyncDisposable Awaited Exclude Omit Partial Pick ReadonlyArray ReadonlyMap Readonly Record Required any bigint never number object string symbol unknown",
  "words of generated code":
    "Client ClientOptions ExternSignature ProjectArtifact Row ServiceClient a aggregates asOf callExtern close compute " +
    "createClient createClientRuntime externs f features functions getMany group input json keys latest member now options project request " +
    "runtime scope service services statuses steps stored views x_features x_input x_row x x_stored",
  "names of unusual shapes": "_ __ _1 _1a __2b $".replace(" $", ""),
};

/** Each name once. Of names that differ only by case the first is kept: a table can't have both. */
function distinctByCase(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.filter((name) => !seen.has(name.toLowerCase()) && seen.add(name.toLowerCase()));
}

const all = [...new Set(Object.values(texts).join(" ").split(" "))];
const first = distinctByCase(all);
/** All of the names, in lists in which no two differ only by case. */
export const wordLists: readonly (readonly string[])[] = [
  first,
  distinctByCase(all.filter((name) => !first.includes(name))),
];
/** Those that may have another meaning while code runs. */
export const runningWords: readonly string[] = [
  ...texts["members of every object"].split(" "),
  ..."_then Map close externs f a input request stored scope group".split(" "),
];
