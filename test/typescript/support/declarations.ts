/** A project that uses each of some names for one kind of thing, and the values that it must return. */
export interface Program {
  readonly feat: string;
  /** Columns of the source `s`, besides its fixed ones. */
  readonly columns?: readonly string[];
  readonly input: Readonly<Record<string, unknown>>;
  readonly features: Readonly<Record<string, unknown>>;
  readonly modules?: Readonly<Record<string, string>>;
}

type Names = readonly string[];
const lines = (names: Names, line: (name: string, index: number) => string): string => names.map(line).join("\n");
const record = (
  names: Names,
  entry: (name: string, index: number) => readonly [string, unknown],
): Readonly<Record<string, unknown>> => Object.fromEntries(names.map(entry));

const entity = "entity e { id: int64 }\n";
const view = `${entity}view v0 for e from s { n0 = n }\n`;
const each = (names: Names, value: number) => record(names, (_, i) => [`x${i}`, value + i]);
const key = { id: 1 };

/** Every kind of name that a `.feat` file or YAML declares. In the data `id` is 1 and `n` is 5. */
export const declarations: Readonly<Record<string, (names: Names) => Program>> = {
  entity: (names) => ({
    feat: `${lines(names, (name) => `entity ${name} { id: int64 }`)}\n${lines(names, (name, i) => `view v${i}_ for ${name} from s { n }`)}
service x { ${lines(names, (_, i) => `v${i}_ as p${i} { n as x${i} }`)} }`,
    input: key,
    features: record(names, (_, i) => [`p${i}_x${i}`, 5]),
  }),
  source: (names) => ({
    feat: `${entity}${lines(names, (name) => `source ${name} from s { * }`)}\n${lines(names, (name, i) => `view v${i}_ for e from ${name} { x${i} = n + ${i} }`)}
service x { ${lines(names, (_, i) => `v${i}_.x${i}`)} }`,
    input: key,
    features: each(names, 5),
  }),
  column: (names) => ({
    feat: `${entity}view v0 for e from s { ${lines(names, (name) => name)} }
transform t0 { ${lines(names, (name, i) => `x${i} = v0.${name} + ${i}`)} }\nservice x { v0.*, t0.* }`,
    columns: names,
    input: key,
    features: { ...record(names, (name) => [name, 5]), ...each(names, 5) },
  }),
  view: (names) => ({
    feat: `${entity}${lines(names, (name, i) => `view ${name} for e from s { n1 = n + ${i} }`)}
transform t0 { ${lines(names, (name, i) => `let own${i} = ${name}.n1`)}\n${lines(names, (name, i) => `x${i} = ${name}.n1 + own${i} - ${i}`)} }
service x { ${lines(names, (name, i) => `${name} as p${i} { n1 }`)}\n t0.* }`,
    input: key,
    features: { ...record(names, (_, i) => [`p${i}_n1`, 5 + i]), ...each(names, 10) },
  }),
  feature: (names) => ({
    feat: `${entity}view v0 for e from s { ${lines(names, (name, i) => `${name} = n + ${i} default 3`)} }
transform t0 { ${lines(names, (name, i) => `x${i} = v0.${name} + 1`)} }
transform t1 { ${lines(names, (name, i) => `${name} = if v0.${name} > 1 then { ${name}: ${i} } else null`)} }
service x { v0.*, t0.*, t1 as second { * } }`,
    input: key,
    features: {
      ...record(names, (name, i) => [name, 5 + i]),
      ...each(names, 6),
      ...record(names, (name, i) => [`second_${name}`, Object.fromEntries([[name, i]])]),
    },
  }),
  let: (names) => ({
    feat: `${view}view v1 for e from s { ${lines(names, (name, i) => `let ${name} = n + ${i}`)}\n${lines(names, (name, i) => `y${i} = ${name} + 1`)} }
transform t0 { ${lines(names, (name, i) => `let ${name} = v0.n0 + ${i}`)}\n${lines(names, (name, i) => `x${i} = ${name} + 1`)} }
service x { t0.*, v1.* }`,
    input: key,
    features: { ...each(names, 6), ...record(names, (_, i) => [`y${i}`, 6 + i]) },
  }),
  key: (names) => ({
    feat: `${lines(names, (name, i) => `entity e${i} { ${name}: int64 }\nsource s${i} from s { *, ${name} = id }\nview v${i}_ for e${i} from s${i} { n${i} = n }`)}
transform t0 { ${lines(names, (name, i) => `x${i} = ${name} + v${i}_.n${i} + ${i}`)} }
service x { t0.* }`,
    input: record(names, (name) => [name, 1]),
    features: each(names, 6),
  }),
  "request field": (names) => ({
    feat: `request r { ${lines(names, (name) => `${name}: int64`)} }
transform t0 { ${lines(names, (name, i) => `x${i} = r.${name} + 1`)} }\nservice x { t0.* }`,
    input: record(names, (name, i) => [name, i]),
    features: each(names, 1),
  }),
  request: (names) => ({
    feat: `${lines(names, (name, i) => `request ${name} { f${i}: int64 }`)}
transform t0 { ${lines(names, (name, i) => `x${i} = ${name}.f${i} + 1`)} }\nservice x { t0.* }`,
    input: record(names, (_, i) => [`f${i}`, i]),
    features: each(names, 1),
  }),
  transform: (names) => ({
    feat: `${view}${lines(names, (name, i) => `transform ${name} { y = v0.n0 + ${i}\n z = 1 / v0.n0 }`)}
transform t0 { ${lines(names, (name, i) => `x${i} = ${name}.y + 1`)} }
service x { ${lines(names, (name, i) => `${name} as p${i} { y }`)}\n t0.* }`,
    input: key,
    features: { ...record(names, (_, i) => [`p${i}_y`, 5 + i]), ...each(names, 6) },
  }),
  alias: (names) => ({
    feat: `${view}transform t0 { ${lines(names, (name) => `use v0 as ${name} (id = id)`)}\n${lines(names, (name, i) => `x${i} = ${name}.n0 + ${i}`)} }
service x { ${lines(names, (name, i) => `v0 as ${name} { n0 as n${i} }`)}\n t0.* }`,
    input: key,
    features: { ...record(names, (name, i) => [`${name}_n${i}`, 5]), ...each(names, 5) },
  }),
  service: (names) => ({
    feat: `${view}transform t0 { x0 = v0.n0 }\n${lines(names, (name) => `service ${name} { v0.n0, t0.x0 }`)}`,
    input: key,
    features: { n0: 5, x0: 5 },
  }),
  fn: (names) => ({
    feat: `${view}${lines(names, (name, i) => `fn ${name}(y: int64?): int64? = y + ${i}`)}
transform t0 { ${lines(names, (name, i) => `x${i} = ${name}(v0.n0)`)} }\nservice x { t0.* }`,
    input: key,
    features: each(names, 5),
  }),
  parameter: (names) => ({
    feat: `${view}${lines(names, (name, i) => `fn f${i}(${name}: int64?): int64? = ${name} + ${i}`)}
transform t0 { ${lines(names, (_, i) => `x${i} = f${i}(v0.n0)`)} }\nservice x { t0.* }`,
    input: key,
    features: each(names, 5),
  }),
  "extern fn": (names) => ({
    feat: `${view}${lines(names, (name) => `extern fn ${name}(y: int64): int64 from "./own.ts"`)}
transform t0 { ${lines(names, (name, i) => `x${i} = ${name}(v0.n0) + ${i}`)} }\nservice x { t0.* }`,
    modules: {
      "own.ts": `const own = (y: number | bigint): number | bigint => y;\n${lines(names, (name) => `export { own as ${name} };`)}\n`,
    },
    input: key,
    features: each(names, 5),
  }),
  enum: (names) => ({
    feat: `${lines(names, (name) => `enum ${name} { on off }`)}\nrequest r { ${lines(names, (name, i) => `f${i}: ${name}`)} }
transform t0 { ${lines(names, (_, i) => `x${i} = if r.f${i} == "on" then ${i} else 0`)} }\nservice x { t0.* }`,
    input: record(names, (_, i) => [`f${i}`, "on"]),
    features: each(names, 0),
  }),
  "enum value": (names) => ({
    feat: `enum u { ${lines(names, (name) => name)} }\nrequest r { ${lines(names, (_, i) => `f${i}: u`)} }
transform t0 { ${lines(names, (name, i) => `x${i} = if r.f${i} == "${name}" then ${i} else -1`)} }\nservice x { t0.* }`,
    input: record(names, (name, i) => [`f${i}`, name]),
    features: each(names, 0),
  }),
  "struct field": (names) => ({
    feat: `request r { s: struct { ${lines(names, (name) => `${name}: int64`)} } }
transform t0 { made = { ${lines(names, (name, i) => `${name}: r.s.${name} + ${i}`)} }\n${lines(names, (name, i) => `x${i} = r.s.${name} + 1`)} }\nservice x { t0.* }`,
    input: { s: record(names, (name, i) => [name, i]) },
    features: { made: record(names, (name, i) => [name, 2 * i]), ...each(names, 1) },
  }),
  element: (names) => ({
    feat: `request r { xs: int64[] }
transform t0 { ${lines(names, (name, i) => `x${i} = sum(${name}) each ${name} in r.xs`)}
${lines(names, (name, i) => `by${i} = sum(${name}) by "k" each ${name} in r.xs`)} }\nservice x { t0.* }`,
    input: { xs: [1, 2] },
    features: { ...record(names, (_, i) => [`x${i}`, 3]), ...record(names, (_, i) => [`by${i}`, { k: 3 }]) },
  }),
};
