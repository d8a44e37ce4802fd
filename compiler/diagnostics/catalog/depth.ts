/** Declarations that nest too deep only through what they read or call. FEAT407x. */
import { define } from "../diagnostic.js";

export const callsTooDeep = define<{ name: string; most: number }>({
  code: "FEAT4070",
  name: "calls-too-deep",
  severity: "error",
  message: ({ name }) => `the \`fn\`s that \`${name}\` calls are nested too deep`,
  help: ({ most }) =>
    `the bodies of the \`fn\`s replace their calls, and the expression then has more than ${most} levels: move a part of it to a \`let\``,
});

export const declarationsTooDeep = define<{ name: string; kind: string; most: number }>({
  code: "FEAT4071",
  name: "declarations-too-deep",
  severity: "error",
  message: ({ name, kind, most }) =>
    `the ${kind} \`${name}\` reads other declarations through more than ${most} levels`,
  help: () => "read the first declarations directly, or merge some of those between",
});
