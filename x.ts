import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { run } from "./cli/run.js";

rmSync("/tmp/gx", { recursive: true, force: true });
mkdirSync("/tmp/gx/shop", { recursive: true });
const go = async (dir: string, argv: string[], tty = false) => {
  const out: string[] = [],
    err: string[] = [];
  const s = (t: string[]) => ({ isTerminal: tty, width: 80, write: (x: string) => void t.push(x) });
  const code = await run(argv, { cwd: dir, env: {}, out: s(out), err: s(err), now: () => Date.now() * 1000 });
  console.log(`\n$ feat ${argv.join(" ")}   [${code}]`);
  process.stdout.write(out.join(""));
  if (err.length) process.stdout.write("--- stderr\n" + err.join(""));
};
const p = "/tmp/gx/shop";
const at = "2024-03-01T00:00:00Z";
await go("/tmp/gx", ["init", "shop", "--json"]);
for (const a of [
  "check",
  "compile",
  "compile --check",
  "test",
  "train checkout_v1 --labels labels.csv --out training.parquet",
  `validate --at ${at}`,
  `materialize --to ${at}`,
  `get checkout_v1 --key customer_id=1 --request amount=250 --at ${at}`,
  "train checkout_v2",
]) {
  await go(p, [...a.split(" "), "--json"]);
  if (process.argv[2]) await go(p, a.split(" "));
}
const f = p + "/features/checkout.feat";
writeFileSync(f, readFileSync(f, "utf8").replace("sum(amount)", "sum(amonut)"));
await go(p, ["check", "--json"]);
await go(p, ["check"]);
writeFileSync(
  f,
  Array.from({ length: 1000 }, (_, i) => `fn f${i}(x: int64): int64 = x\n`).join("") + "entity e { a: int64 }\n",
);
await go(p, ["check"]);
for (const a of ["", "chek", "train --lables x", "--help", "help train", "train --help", "get --help", "test --help"])
  await go(
    p,
    a.split(" ").filter((x) => x),
  );
