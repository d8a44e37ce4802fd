import type { UserFunctions } from "../oracle/evaluate/index.js";
import { externs as ofProjects, registeredExterns, externTexts as textsOfProjects } from "../oracle/random/externs.js";
import { slug } from "./slug.js";
import { type FuzzType, fuzzTypes } from "./types.js";

/*
 * The `extern fn`s of random expressions. For each type, one returns its argument and one chooses between two
 * arguments.
 */

interface Drawn {
  readonly name: string;
  readonly type: FuzzType;
  /** Which parameters are nullable. */
  readonly params: readonly { readonly nullable: boolean }[];
  readonly call: (...args: never[]) => unknown;
}
const int64 = fuzzTypes.find(({ name }) => name === "int64")!;
const drawnExterns: readonly Drawn[] = [
  ...fuzzTypes.flatMap((type): readonly Drawn[] => [
    { name: `kept_${slug(type)}`, type, params: [{ nullable: false }], call: (x: unknown) => x },
    {
      name: `either_${slug(type)}`,
      type,
      params: [{ nullable: true }, { nullable: false }],
      call: (x: unknown, y: unknown) => x ?? y,
    },
  ]),
  {
    name: "refused",
    type: int64,
    params: [{ nullable: false }],
    call: (n: number | bigint) => {
      if (n > 5) throw new Error("too much");
      return n;
    },
  },
];

export const externTexts: readonly string[] = drawnExterns.map(({ name, type, params }) => {
  const list = params.map(({ nullable }, index) => `x${index}: ${type.name}${nullable ? "?" : ""}`);
  return `extern fn ${name}(${list.join(", ")}): ${type.name} from "./user-functions.ts"`;
});
/** For each `extern fn`, how to call it with values of its type. */
export const externCalls: readonly {
  readonly type: FuzzType;
  readonly call: (value: () => string) => string;
}[] = drawnExterns.map(({ name, type, params }) => ({
  type,
  call: (value) => `${name}(${params.map(value).join(", ")})`,
}));

/** The `extern fn`s of all random programs. */
export const allExterns: UserFunctions = new Map([
  ...ofProjects,
  ...drawnExterns.map(({ name, call }) => [name, call] as const),
]);
export const registered = registeredExterns([...textsOfProjects, ...externTexts], allExterns);
