/**
 * Small random projects whose views are streamed, over the schema of the oracle's programs, with many rows for few keys.
 */
import fc from "fast-check";
import type { Value } from "../oracle/evaluate/index.js";
import { drawnLabel, drawnRow, micros } from "../oracle/random/data.js";
import { colourText } from "../oracle/random/externs.js";
import {
  calls,
  type Label,
  listCall,
  otherCall,
  type Program,
  physical,
  row,
  type SourceChoice,
  sourceChoice,
  sourceYaml,
  windows,
} from "../oracle/random/program.js";

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 2 });

const source = (kind: "state" | "events"): fc.Arbitrary<SourceChoice> =>
  fc
    .record({
      choice: sourceChoice(kind),
      keyed: fc.boolean(),
      rows: fc.array(drawnRow, { minLength: 20, maxLength: 60 }),
    })
    .map(({ choice, keyed, rows }) => ({ ...choice, keyed, rows, complete: false }));

const call = fc.oneof(calls.int, calls.float, calls.string, calls.bool, calls.time, listCall, otherCall);
/** `where` comes before the clauses of `by`. */
const aggregate = fc
  .record({ call, where: maybe(fc.constantFrom("b", "i > 0", "(f is not null)")), over: windows })
  .map(({ call: text, where, over }) => {
    const [own, by] = text.split(" by ");
    return `${own}${where === null ? "" : ` where ${where}`}${by === undefined ? "" : ` by ${by}`} over ${over}`;
  });

const clauses = fc.record({
  where: maybe(row.bool),
  ttl: maybe(fc.constantFrom("0s", "1h", "4h")),
  delay: maybe(fc.constantFrom("0s", "30m", "2h")),
  every: maybe(fc.constantFrom("1h", "2h after 30m")),
  boundary: maybe(fc.constantFrom("upto", "before")),
});

const derived = fc.record({
  at: maybe(fc.constantFrom("u", "timestamp(d)")),
  each: maybe(fc.constantFrom("xs", "[i, n, 3]")),
  where: maybe(row.bool),
  union: fc.boolean(),
});

/** Bounded windows alone, so that rows are in buckets. */
const bounded = fc
  .record({
    call,
    over: fc.constantFrom("30m", "1h", "2h", "3h", "1h offset 1h", "2h last 2 rows", "this hour", "2h offset 30m"),
  })
  .map(({ call: text, over }) => `${text} over ${over}`);

const view = fc.record({
  clauses,
  derived: maybe(derived),
  aggregates: fc.oneof(
    fc.array(aggregate, { minLength: 1, maxLength: 4 }),
    fc.array(bounded, { minLength: 1, maxLength: 4 }),
  ),
  bare: fc.boolean(),
  second: fc.boolean(),
});

const bare = ["i", "s", "f", "b", "moment = u", 'name = s default "none"'];

function derivedText(name: string, from: string, choice: Parameters<Parameters<typeof derived.map>[0]>[0]): string {
  const steps = [
    choice.at === null ? "" : ` at ${choice.at}`,
    choice.each === null ? "" : ` each x in ${choice.each}`,
    choice.where === null ? "" : ` where ${choice.where}`,
  ].join("");
  const columns = ["s, k, m, n, f, g, b, u, d, p, c, xs, o, mp, j, w", choice.each === null ? "i" : "i = x"].join(", ");
  const own = `from ${from}${steps} { ${columns} }`;
  if (!choice.union) return `source ${name} ${own}\n`;
  return `source ${name} { ${own} from ${from}2 where b or b is null { ${columns.replace("i = x", "i")} } }\n`;
}

/** Programs that are small, so that many fit into a minute. */
export const smallProgram: fc.Arbitrary<Program> = fc
  .record({
    events: source("events"),
    events2: source("events"),
    state: source("state"),
    state2: source("state"),
    ofEvents: view,
    ofState: view,
    labels: fc.array(drawnLabel, { minLength: 4, maxLength: 4 }),
  })
  .map(({ events, events2, state, state2, ofEvents, ofState, labels }): Program => {
    const text = (name: string, from: string, choice: typeof ofEvents, items: readonly string[]): string => {
      const { where, ttl, delay, every, boundary } = choice.clauses;
      const said = [
        where === null ? "" : ` where ${where}`,
        ttl === null ? "" : ` ttl ${ttl}`,
        delay === null ? "" : ` delay ${delay}`,
        every === null ? "" : ` every ${every}`,
        boundary === null ? "" : ` ${boundary}`,
      ].join("");
      const own = choice.derived === null ? "" : derivedText(`d${from}`, from, choice.derived);
      return `${own}view ${name} for one${choice.second ? ", two" : ""} from ${choice.derived === null ? "" : "d"}${from}${said} {\n  ${items.join("\n  ")}\n}\n`;
    };
    const aggregates = ofEvents.aggregates.map((one, index) => `a_${index} = ${one}`);
    const yaml = (table: string, choice: SourceChoice) => sourceYaml(table, choice);
    return {
      files: {
        "sources.yaml": JSON.stringify(
          {
            sources: {
              ev: yaml("ev", events),
              ev2: yaml("ev2", events2),
              st: yaml("st", state),
              st2: yaml("st2", state2),
            },
          },
          null,
          1,
        ),
        "main.feat": [
          colourText,
          "entity one { k: int64 }\nentity two { m: string }\n",
          text("v1", "ev", ofEvents, [...(ofEvents.bare ? bare : []), ...aggregates]),
          text("v2", "st", ofState, bare),
          "service s1 {\n  v1 as a { * }\n  v2 as b { * }\n}\n",
        ].join("\n"),
      },
      rows: { ev: physical(events), ev2: physical(events2), st: physical(state), st2: physical(state2) },
      formats: { ev: events.format, ev2: events2.format, st: state.format, st2: state2.format },
      labels: labels.map(
        ({ k, m }): Label => ({
          at: micros({ half: 0, nudge: 0 }, 1n),
          inputs: new Map<string, Value>([
            ["k", k === null ? null : BigInt(k)],
            ["m", m],
          ]),
        }),
      ),
    };
  });
