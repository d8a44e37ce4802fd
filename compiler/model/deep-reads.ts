import type * as ast from "../../grammar/ast.js";
import { walk } from "../../grammar/index.js";
import { callsTooDeep, declarationsTooDeep } from "../diagnostics/catalog/depth.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Named, Symbols } from "../symbols/index.js";
import { MOST_LEVELS } from "./call-depth.js";
import { calledIn } from "./callees-first.js";
import { depthsOfReads } from "./in-order-of-reads.js";

type Declared = Exclude<Named, { readonly kind: "physical" }>;

/**
 * Later phases visit sources, views and transforms recursively along what they read. This depth is safe in each of
 * them.
 */
const MOST = 100;

/**
 * Reports the first declaration that reads others through too many levels, or that calls too long a chain of `fn`s.
 * Long cycles are reported too. Typing recurses along cycles, so this reads the syntax trees before anything is typed.
 */
export function deepReads({ names, functions }: Symbols): Diagnostic | null {
  const calls = depthsOfReads([...functions.keys()], (name) => calledIn(functions.get(name)!.decl.body, functions));
  for (const [name, depth] of calls) {
    if (depth < MOST_LEVELS) continue;
    const { decl, file } = functions.get(name)!;
    return callsTooDeep.at(file.place(decl.name), { name, most: MOST_LEVELS });
  }
  const declared = [...names.values()].filter((named): named is Declared => named.kind !== "physical");
  const depths = depthsOfReads(declared, (named) =>
    readIn(named).flatMap((name) => {
      const read = names.get(name);
      return read === undefined || read.kind === "physical" || read === named ? [] : [read];
    }),
  );
  const deep = [...depths].find(([, depth]) => depth >= MOST);
  if (deep === undefined) return null;
  const [{ decl, file, kind }] = deep;
  return declarationsTooDeep.at(file.place(decl.name), { name: decl.name.text, kind, most: MOST });
}

/** The names of the declarations that one may read. */
function readIn(named: Declared): readonly string[] {
  switch (named.kind) {
    case "source":
      return named.decl.branches.flatMap(({ from, steps }) => [from.text, ...joinedIn(steps)]);
    case "view":
      return [
        named.decl.from.text,
        ...named.decl.items.flatMap((item) => (item.kind === "spread" ? [item.view.text] : [])),
      ];
    case "transform": {
      const read = new Set<string>();
      walk(named.decl, (part) => {
        if (part.kind === "nameExpr") read.add(part.name.text);
        if (part.kind === "use") read.add(part.view.text);
      });
      return [...read];
    }
    case "request":
      return [];
  }
}

const joinedIn = (steps: readonly ast.RowStep[]): readonly string[] =>
  steps.flatMap((step) => (step.kind === "join" ? [step.target.text] : []));
