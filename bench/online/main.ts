/** The measurements of `bench/online.ts`. */
import { parseArgs } from "node:util";
import { openRedis } from "../../runtime/online/redis/index.js";
import { startRedis } from "../../test/support/redis.js";
import { clientFigures } from "./client.js";
import { embeddedFigures } from "./embedded.js";
import { feastFigures } from "./feast.js";
import { type Figure, passes, shown } from "./figures.js";
import { httpFigures } from "./http.js";
import { benchProject, fill } from "./project.js";
import { writeFigures } from "./writes.js";

const USERS = 5000;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "9" }, json: { type: "boolean", default: false } },
});
const rounds = Number(values.rounds);
const NAME = "bench_online";
const project = benchProject(NAME);

async function filled<T>(work: (url: string) => Promise<T>): Promise<T> {
  const { url, stop } = await startRedis();
  try {
    const store = openRedis(url, { timeout: 10_000 });
    await fill(store, project, USERS);
    await store.close();
    return await work(url);
  } finally {
    await stop();
  }
}

const parts: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  client: () => filled((url) => clientFigures(url, project, USERS, rounds)),
  embedded: () => embeddedFigures(project),
  http: () => filled((url) => httpFigures(url, NAME, Math.ceil(rounds / 2))),
  writes: async () => {
    const { url, stop } = await startRedis();
    return writeFigures(url, Math.ceil(rounds / 3)).finally(stop);
  },
  feast: () => filled((url) => feastFigures(url, project, USERS, Math.ceil(rounds / 3))),
};
const names = positionals.length === 0 ? Object.keys(parts) : positionals;
const all: Figure[] = [];
for (const name of names) {
  const part = parts[name];
  if (part === undefined) throw new Error(`there is no part ${name}: there are ${Object.keys(parts).join(", ")}`);
  const figures = await part();
  all.push(...figures);
  if (!values.json) console.log(figures.map(shown).join("\n"));
}
if (values.json)
  console.log(
    JSON.stringify(
      all.map((figure) => ({ ...figure, passes: passes(figure) })),
      null,
      2,
    ),
  );
