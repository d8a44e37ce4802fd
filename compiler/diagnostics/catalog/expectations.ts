/** What is wrong with an `expect` of a view. FEAT45xx. */
import { define } from "../diagnostic.js";

export const expectMixes = define<{ name: string; aggregate: string }>({
  code: "FEAT4501",
  name: "expect-mixes",
  severity: "error",
  message: ({ name, aggregate }) =>
    `\`${name}\` is one key's value, while \`${aggregate}\` of this \`expect\` runs over all keys`,
  help: ({ name }) => `say of which key: \`min(${name})\`, \`max(${name})\`; or make two \`expect\`s of it`,
});

export const expectRollup = define<{ name: string; part: string }>({
  code: "FEAT4502",
  name: "expect-rollup",
  severity: "error",
  message: ({ name, part }) => `in an \`expect\` \`${name}\` runs over the view's keys, and takes no \`${part}\``,
  help: ({ part }) =>
    part === "by"
      ? "say `where` for each of the values"
      : "make it a feature or a `let` of the view, and expect something of that",
});

export const expectOrder = define<{ name: string }>({
  code: "FEAT4503",
  name: "expect-order",
  severity: "error",
  message: ({ name }) => `\`${name}\` goes by the order or the time of rows, and keys have neither`,
  help: () => "say what does not: `min`, `max`, `count`, `fraction`",
});
