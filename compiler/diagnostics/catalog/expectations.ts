/** Errors in the `expect`s of views. FEAT45xx. */
import { define } from "../diagnostic.js";

export const expectMixes = define<{ name: string; aggregate: string }>({
  code: "FEAT4501",
  name: "expect-mixes",
  severity: "error",
  message: ({ name, aggregate }) =>
    `\`${name}\` is the value of one key, but \`${aggregate}\` in this \`expect\` aggregates all keys`,
  help: ({ name }) => `aggregate it too: \`min(${name})\`, \`max(${name})\`; or write two \`expect\`s`,
});

export const expectRollup = define<{ name: string; part: string }>({
  code: "FEAT4502",
  name: "expect-rollup",
  severity: "error",
  message: ({ name, part }) => `in an \`expect\` \`${name}\` aggregates the view's keys, and takes no \`${part}\``,
  help: ({ part }) =>
    part === "by"
      ? "write one aggregate with `where` for each value"
      : "make it a feature or a `let` of the view, and use that in the `expect`",
});

export const expectOrder = define<{ name: string }>({
  code: "FEAT4503",
  name: "expect-order",
  severity: "error",
  message: ({ name }) => `\`${name}\` depends on the order or the time of rows, and keys have neither`,
  help: () => "use an aggregate that does not: `min`, `max`, `count`, `fraction`",
});
