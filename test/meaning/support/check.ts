/**
 * The only checker for rows of the meaning. A program is compiled, trained over DuckDB and over Postgres, materialized
 * into an embedded store and read, and all results are compared to the row; or it is compiled only, and its diagnostics
 * are compared to the row.
 */
import { describe, expect, test } from "vitest";
import type { Project } from "../../../compiler/ir/index.js";
import { missingFunctions } from "../../../compiler/sql/index.js";
import type { JsonRow } from "../../../runtime/index.js";
import { type Type, typeText } from "../../../runtime/types.js";
import { type Ask, type Case, type Cell, type Compiles, Expected, Fault, type Holds } from "./case.js";
import { instant } from "./instant.js";
import { build, type Engine, type Json, json, newWorld, readOnline, type World } from "./world.js";

export function meaning(section: string, cases: readonly Case[]): void {
  describe(section, () => {
    const world = newWorld();
    test.each(cases)("%s: %s", async (_id, _words, body) => {
      await ("says" in body ? checkCompiles(world, body) : checkHolds(world, body));
    });
  });
}

/** Adds an entity and a service where the case has none. */
function withDefaults(feat: string): string {
  const entity = /\bentity\b/.test(feat) ? "" : "\nentity e { k: int64 }";
  if (/\bservice\b/.test(feat)) return feat + entity;
  const picks = [/\bview v\b/, /\btransform t\b/].flatMap((is, at) => (is.test(feat) ? [`${"vt"[at]}.*`] : []));
  return `${feat}${entity}${picks.length === 0 ? "" : `\nservice s { ${picks.join(" ")} }`}`;
}

async function checkCompiles(world: World, body: Compiles): Promise<void> {
  const { yaml } = await world.sources(body.sources ?? {});
  const spans: { start: number; end: number }[] = [];
  const open: number[] = [];
  let text = "";
  for (const char of withDefaults(body.feat)) {
    if (char === "«") open.push(spans.push({ start: text.length, end: text.length }) - 1);
    else if (char === "»") spans[open.pop() ?? -1]!.end = text.length;
    else text += char;
  }
  const { diagnostics, texts, project } = build(text, yaml);
  const counted = diagnostics.filter(({ name }) => name !== "unused" || body.says.includes("unused"));
  const found = counted.map(({ name, place }) =>
    place.file === "main.feat" ? `${name} ${place.span.start}-${place.span.end}` : `${name} yaml`,
  );
  let next = 0;
  const wanted = body.says.map((says) => {
    if (says.endsWith(" yaml")) return says;
    const span = spans[next++];
    return `${says} ${span?.start}-${span?.end}`;
  });
  const shown = counted.map(({ name, message, place }) => {
    return `${name} «${texts[place.file]?.slice(place.span.start, place.span.end)}» ${message}`;
  });
  expect(found, shown.join("\n")).toEqual(wanted);
  if (project === null) return;
  checkTypes(project, body);
}

function checkTypes(project: Project, { types = {}, features }: Pick<Compiles, "types" | "features">): void {
  const all = project.services[0]?.features ?? [];
  if (features !== undefined) expect(all.map(({ name }) => name)).toEqual(features);
  const names = Object.keys(types);
  const found = all.filter(({ name }) => names.includes(name)).map(({ name, type }) => [name, typeText(type)]);
  expect(Object.fromEntries(found)).toEqual(types);
}

async function checkHolds(world: World, body: Holds): Promise<void> {
  const { yaml, engines } = await world.sources(body.sources ?? {});
  const { project, files, diagnostics } = build(withDefaults(body.feat), yaml);
  if (project === null) throw new Error(diagnostics.map(({ name, message }) => `${name}: ${message}`).join("\n"));
  checkTypes(project, { types: body.types ?? {} });
  const wrong: string[] = [];
  for (const engine of engines) {
    const missing = missingFunctions(project, files, engine.dialect);
    if (missing.length > 0 && body.lacks?.[engine.name]?.test(missing[0]!.message) !== true)
      wrong.push(`${engine.name}: ${missing[0]!.message}`);
    if (missing.length > 0) continue;
    const own = [
      ...(await wrongInTraining(world, engine, project, body.asks)),
      ...(await wrongOnline(world, engine, project, body.asks)),
    ];
    wrong.push(...own.map((text) => `${engine.name}, ${text}`));
  }
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
}

async function wrongInTraining(
  world: World,
  engine: Engine,
  project: Project,
  asks: readonly Ask[],
): Promise<readonly string[]> {
  const asked = asks.filter(([, , , options = {}]) => options.stored === undefined && options.only !== "online");
  const label = ([at, inputs]: Ask) => ({ at: at === null ? null : instant(at), inputs });
  const wrong: string[] = [];
  const sound = asked.filter(([, , expected]) => !(expected instanceof Fault));
  const rows = sound.length === 0 ? [] : await world.train(engine, project, sound.map(label));
  for (const [place, ask] of sound.entries()) {
    wrong.push(...wrongValues(project, ask, "training", (name) => rows[place]?.[name]));
  }
  // One by one: a run ends at its first error.
  for (const ask of asked) {
    const [, , expected] = ask;
    if (expected instanceof Fault) {
      const said = await faultOf(async () => shown(await world.train(engine, project, [label(ask)])));
      if (!expected.says.test(said)) wrong.push(`training ${asking(ask)}: ${said}, not ${expected.says}`);
    }
  }
  return wrong;
}

async function wrongOnline(
  world: World,
  engine: Engine,
  project: Project,
  asks: readonly Ask[],
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const storedAt = ([at, , , options]: Ask): string | null => options?.stored ?? at;
  for (const stored of new Set(asks.map(storedAt))) {
    const online = asks.filter((ask) => storedAt(ask) === stored && ask[3]?.only !== "training");
    if (stored === null || online.length === 0) continue;
    const read = async ([at, inputs, , options]: Ask): Promise<JsonRow> => {
      return readOnline(await store, project, inputs, instant(at ?? stored), options?.unmaterialized);
    };
    const from = online[0]?.[3]?.from;
    const at = stored === "never" ? null : instant(stored);
    const store = world.store(engine, project, at, from === undefined ? undefined : instant(from));
    store.catch(() => undefined);
    for (const ask of online) {
      const [, , expected, options] = ask;
      if (expected instanceof Fault) {
        const said = await faultOf(async () => {
          const row = await read(ask);
          return row.error ?? shown(row.features);
        });
        if (!expected.says.test(said)) wrong.push(`online ${asking(ask)}: ${said}, not ${expected.says}`);
        continue;
      }
      const row = await read(ask);
      if (row.error !== undefined) wrong.push(`online ${asking(ask)}: ${row.error}`);
      else wrong.push(...wrongValues(project, ask, "online", (name) => row.features[name], row.statuses));
      for (const [view, asOf] of Object.entries(options?.asOf ?? {})) {
        const found = row.asOf[view] ?? null;
        const same = asOf === null ? found === null : found !== null && instant(found) === instant(asOf);
        if (!same) wrong.push(`online ${asking(ask)}: ${view} is as of ${found}, not ${asOf}`);
      }
    }
  }
  return wrong;
}

async function faultOf(action: () => Promise<string>): Promise<string> {
  try {
    return await action();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function wrongValues(
  project: Project,
  ask: Ask,
  way: string,
  found: (name: string) => Json | undefined,
  statuses?: Readonly<Record<string, string>>,
): readonly string[] {
  const [, , expected] = ask;
  if (expected instanceof Fault) return [];
  const types = new Map(project.services[0]?.features.map(({ name, type }) => [name, type]));
  return Object.entries(expected).flatMap(([name, wanted]) => {
    const type = types.get(name);
    if (type === undefined) return [`there is no feature ${name}, but ${[...types.keys()].join(", ")}`];
    const value = wanted instanceof Expected ? wanted.value : wanted;
    const got = found(name);
    const about = `${way} ${asking(ask)}: ${name}`;
    const wrong = same(type, value, got) ? [] : [`${about} is ${shown(got)}, not ${shown(value)}`];
    const status = wanted instanceof Expected ? wanted.status : wanted === null ? "null" : "present";
    const is = statuses?.[name];
    return is === undefined || is === status ? wrong : [...wrong, `${about} is ${is}, not ${status}`];
  });
}

const asking = ([at, inputs, , options]: Ask): string =>
  `at ${at}${options?.stored === undefined ? "" : ` (stored ${options.stored})`} for ${shown(inputs)}`;
const shown = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "nothing";

/** Compares floats within 1e-9, and everything else exactly. */
export function same(type: Type, wanted: Cell, found: Json | undefined): boolean {
  if (wanted === null || found === null || found === undefined) return wanted === found;
  switch (type.kind) {
    case "int32":
    case "int64":
      return String(wanted) === String(found);
    case "float32":
    case "float64":
      return (
        typeof wanted === "number" &&
        typeof found === "number" &&
        (wanted === found || Math.abs(wanted - found) <= 1e-9 * Math.max(Math.abs(wanted), Math.abs(found)))
      );
    case "timestamp":
      return typeof found === "string" && typeof wanted === "string" && instant(found) === instant(wanted);
    case "array":
      return (
        Array.isArray(wanted) &&
        Array.isArray(found) &&
        wanted.length === found.length &&
        (wanted as readonly Cell[]).every((one, at) => same(type.element, one, (found as readonly Json[])[at]))
      );
    default:
      return json(wanted) === found || wanted === found;
  }
}
