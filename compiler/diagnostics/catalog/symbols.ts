/** Names that are not declared, or declared wrongly. FEAT3xxx. */
import { define } from "../diagnostic.js";

export const duplicateDeclaration = define<{ name: string; what: string; first: string }>({
  code: "FEAT3001",
  name: "duplicate-declaration",
  severity: "error",
  message: ({ name, what, first }) =>
    what === first ? `there are two ${plural(what)} named \`${name}\`` : `\`${name}\` is a ${first} already`,
  help: ({ what, first }) =>
    what === first ? null : "sources, views, transforms and requests share one namespace: give it another name",
});

export const duplicateMember = define<{ name: string; what: string; first: string | null }>({
  code: "FEAT3002",
  name: "duplicate-name",
  severity: "error",
  message: ({ name, what, first }) =>
    first === null || first === name
      ? `there are two ${plural(what)} named \`${name}\``
      : `\`${name}\` and \`${first}\` differ by case only`,
  help: ({ first, name }) =>
    first === null || first === name ? null : "readers of tables and Parquet files ignore case",
});

export const unknownName = define<{ name: string; what: string }>({
  code: "FEAT3003",
  name: "unknown-name",
  severity: "error",
  message: ({ name, what }) => `there is no ${what} \`${name}\``,
});

/** `also`: what else the name could have been at this place, such as "a feature of this view". */
export const unknownColumn = define<{ name: string; source: string; also: string | null }>({
  code: "FEAT3004",
  name: "unknown-column",
  severity: "error",
  message: ({ name, source, also }) =>
    also === null
      ? `source \`${source}\` has no column \`${name}\``
      : `\`${name}\` is neither a column of \`${source}\` nor ${also}`,
});

export const unknownInTransform = define<{ name: string }>({
  code: "FEAT3016",
  name: "unknown-bare-name",
  severity: "error",
  message: ({ name }) => `\`${name}\` is neither a feature or \`let\` of this transform nor a key`,
});

export const unknownMember = define<{ name: string; of: string; what: string }>({
  code: "FEAT3005",
  name: "unknown-member",
  severity: "error",
  message: ({ name, of, what }) => `\`${of}\` has no ${what} \`${name}\``,
});

export const unknownFunction = define<{ name: string }>({
  code: "FEAT3006",
  name: "unknown-function",
  severity: "error",
  message: ({ name }) => `there is no function \`${name}\``,
});

export const unknownType = define<{ name: string }>({
  code: "FEAT3007",
  name: "unknown-type",
  severity: "error",
  message: ({ name }) => `there is no type \`${name}\``,
});

export const wrongKindOfName = define<{ name: string; is: string; wanted: string }>({
  code: "FEAT3008",
  name: "wrong-kind-of-name",
  severity: "error",
  message: ({ name, is, wanted }) => `\`${name}\` is a ${is}, not a ${wanted}`,
});

export const cycle = define<{ path: readonly string[] }>({
  code: "FEAT3009",
  name: "cycle",
  severity: "error",
  message: ({ path }) =>
    path.length === 2
      ? `\`${path[0]}\` is defined by itself`
      : `a cycle of definitions: ${shortened(path).join(" reads ")}`,
});

/** The names of a cycle in backticks. Those in the middle of a long cycle are counted. */
function shortened(path: readonly string[]): readonly string[] {
  const names = path.map((name) => `\`${name}\``);
  return names.length <= 12 ? names : [...names.slice(0, 8), `… (${names.length - 10} more)`, ...names.slice(-2)];
}

export const backtickedDeclaration = define<{ name: string; plain: boolean }>({
  code: "FEAT3010",
  name: "backticked-declaration",
  severity: "error",
  message: ({ name }) => `the name of a declaration is plain, but \`${name}\` is in backticks`,
  help: ({ plain }) =>
    plain ? "leave the backticks out" : "backticks refer to columns; give it a name of letters, digits and _",
});

export const backtickedItem = define<{ name: string }>({
  code: "FEAT3011",
  name: "backticked-item",
  severity: "error",
  message: ({ name }) => `the column \`${name}\` needs a plain name here`,
  help: ({ name }) =>
    plainName(name) ? "leave the backticks out" : `give it one: \`${asIdentifier(name)} = \`${name}\`\``,
});

export const reservedFunctionName = define<{ name: string }>({
  code: "FEAT3012",
  name: "built-in-function",
  severity: "error",
  message: ({ name }) => `\`${name}\` is a function of the language already`,
  help: () => "give it another name",
});

export const unused = define<{ name: string; what: string; why: string }>({
  code: "FEAT3013",
  name: "unused",
  severity: "warning",
  message: ({ name, what, why }) => `${what} \`${name}\` ${why}`,
});

export const nearMissKey = define<{ name: string; near: string }>({
  code: "FEAT3014",
  name: "near-miss-key",
  severity: "warning",
  message: ({ name, near }) => `\`${name}\` becomes a key of the service, and is close to \`${near}\``,
  help: ({ near }) => `did you mean \`${near}\`?`,
});

export const memberCollision = define<{ first: string; second: string; member: string }>({
  code: "FEAT3015",
  name: "client-member-collision",
  severity: "error",
  message: ({ first, second, member }) =>
    `services \`${first}\` and \`${second}\` would both be \`${member}\` on the client`,
});

function plural(what: string): string {
  if (what.endsWith("y")) return `${what.slice(0, -1)}ies`;
  return what.endsWith("s") ? `${what}es` : `${what}s`;
}

/** True if the name can be written without backticks. */
const plainName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name);

const reserved: ReadonlySet<string> = new Set(
  "and or not in is between null true false if then else match let where over by each default".split(" "),
);

function asIdentifier(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_]/g, "_").toLowerCase();
  return /^[A-Za-z_]/.test(plain) ? `${plain}_` : `_${plain}`;
}
