/** Applies so many manifests to one target, against other writers, and prints the numbers of its versions. */
import { setTimeout } from "node:timers/promises";
import { openRegistry } from "../../../runtime/registry/index.js";
import { made } from "../under-test.js";

const [settings, who, count] = process.argv.slice(2);
await using registry = await openRegistry(JSON.parse(settings!), "shop", "/");
const won: number[] = [];
while (won.length < Number(count)) {
  const before = await registry.current("prod");
  const applied = await registry.apply(before, `{"by":"${who}","n":${won.length}}`, made("prod", who!));
  if (applied.won) won.push(applied.version.number);
  // A writer without a pause would win nearly always, because it has what it needs in its memory.
  await setTimeout(20);
}
process.stdout.write(`${JSON.stringify(won)}\n`);
