import { test } from "vitest";
import { typeText } from "../../../runtime/types.js";
import { type Cell, type Source, state } from "./case.js";
import { same } from "./check.js";
import { instant } from "./instant.js";
import { build, newWorld, readOnline } from "./world.js";

/** A number, an expression over the columns below, its value, and its type where the row speaks of that. */
export type ExpressionCase = readonly [id: string, expression: string, value: Cell, type?: string];

const at = "12:00";

/**
 * All expressions in one view: in training and as a derived source's column by DuckDB, on read by TypeScript; and as an argument of an aggregate.
 * `only: "view"` for those that cannot stand in a source.
 */
export function expressions(
  section: string,
  columns: Readonly<Record<string, readonly [type: string, value: Cell]>>,
  cases: readonly ExpressionCase[],
): void {
  const world = newWorld();
  const entries = Object.entries(columns);
  const source: Source = state(
    `k: int64, ${entries.map(([name, [type]]) => `${name}: ${type}`).join(", ")}, tm: timestamp`,
    [[1, ...entries.map(([, [, value]]) => value), "10:00"]],
  );
  const item = ([, expression]: ExpressionCase, place: number) => `e${place} = ${expression}`;
  const inSource = cases.map((one, place) => ({ one, place })).filter(({ one }) => !one[1].includes("now()"));
  const feat = `
entity e { k: int64 }
view v for e from src {
${cases.map(item).join(",\n")}
}
source derived from src {
k, ${inSource.map(({ one, place }) => `c${item(one, place)}`).join(",\n")}
}
view d for e from derived {
${inSource.map(({ place }) => `ce${place}`).join(",\n")}
}
service s { v.* d.* }`;

  const answers = (async () => {
    const { project, diagnostics } = build(feat, await world.sources({ src: source }));
    if (project === null) {
      const said = diagnostics.filter(({ severity }) => severity === "error");
      const lines = said.map(({ message, place }) => `${message}: ${feat.slice(place.span.start, place.span.end)}`);
      throw new Error(lines.join("\n"));
    }
    const [trained] = await world.train(project, [{ at: instant(at), inputs: { k: 1 } }]);
    const online = await readOnline(await world.store(project, instant(at)), project, { k: 1 }, instant(at));
    if (online.error !== undefined) throw new Error(online.error);
    const types = new Map(project.services[0]?.features.map(({ name, type }) => [name, type]));
    // Of a view's latest row all is nullable: what the expression's own type is, a source's column says.
    const [derived] = project.sources.filter(({ node }) => node === "derived");
    const own = new Map(derived?.columns.map(({ name, type }) => [name, type]));
    return { trained, online: online.features, types, own };
  })();
  answers.catch(() => undefined);

  test.each(cases.map((one, place) => [one[0], one[1], one, place] as const))(
    `${section}, %s: %s`,
    async (_id, _expression, one, place) => {
      const { trained, online, types, own } = await answers;
      const [, , value, type] = one;
      const wrong: string[] = [];
      for (const name of [`e${place}`, `ce${place}`]) {
        const is = types.get(name);
        if (is === undefined) continue;
        const ownType = own.get(name);
        if (type !== undefined && ownType !== undefined && typeText(ownType) !== type)
          wrong.push(`it is ${typeText(ownType)}, not ${type}`);
        const ways = { "DuckDB in training": trained?.[name], online: online[name] };
        for (const [way, found] of Object.entries(ways)) {
          const where = name.startsWith("c") ? "a source's column, " : "";
          const text = `${where}${way}: ${JSON.stringify(found)}, not ${JSON.stringify(value, (_, v: unknown) => (typeof v === "bigint" ? String(v) : v))}`;
          if (!same(is, value, found)) wrong.push(text);
        }
      }
      if (wrong.length > 0) throw new Error(wrong.join("\n"));
    },
  );
}
