import { batch } from "./batch.js";
import { chosen, seedOf } from "./choose.js";
import { openEngines } from "./engines.js";
import { compiledOf, judge } from "./judge.js";
await using engines = await openEngines();
const from = Number(process.argv[2] ?? 0), n = Number(process.argv[3] ?? 3);
let t = { gen: 0, comp: 0, judge: 0 };
for (let b = from; b < from + n; b++) {
  let t0 = performance.now();
  const { program } = chosen(seedOf(1, b), (c) => batch(49, c));
  t.gen += performance.now() - t0; t0 = performance.now();
  let p = program, dropped = 0;
  let c = compiledOf(p.files);
  const why: string[] = [];
  while ("errors" in c) {
    const lines = p.files["main.feat"]!.split("\n");
    const bad = new Set(c.errors.map((e) => e.line - 1));
    for (const e of c.errors) why.push(e.text.slice(0, 200));
    dropped += bad.size;
    if (bad.size === 0) throw new Error(JSON.stringify(c.errors));
    p = { ...p, files: { ...p.files, "main.feat": lines.filter((_, i) => !bad.has(i)).join("\n") } };
    c = compiledOf(p.files);
  }
  t.comp += performance.now() - t0; t0 = performance.now();
  const j = await judge(engines, p, c);
  t.judge += performance.now() - t0;
  console.log(b, "dropped", dropped, "features", j.features.length, "errors", j.errors, "bad", j.disagreements.length);
  for (const w of why.slice(0, 10)) console.log("   ", w);
  const seen = new Set<string>();
  for (const d of j.disagreements) { if (seen.has(d.feature + d.engine)) continue; seen.add(d.feature + d.engine);
    console.log("   ", d.engine, d.feature.slice(0, 40), d.label, "oracle", d.oracle.slice(0, 100), "got", d.engineSays.slice(0, 300));
    const line = p.files["main.feat"]!.split("\n").find((l) => l.startsWith(`  ${d.feature} =`)); if (line) console.log("      ", line.slice(0, 400)); }
}
console.log(t);
