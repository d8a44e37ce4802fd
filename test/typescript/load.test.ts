import { expect, test } from "vitest";
import { compile } from "../../compiler/compile.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { createClientRuntime, type ExternFunction, openEmbedded } from "../../runtime/index.js";
import { temporaryFolder } from "../runtime/stores.js";

const folder = temporaryFolder();
const texts: ReadonlyMap<string, string> = new Map([
  ["feat.yaml", "project: p\nfeatures: [main.feat]\nsources: sources.yaml\n"],
  ["sources.yaml", "sources: {}\n"],
  [
    "main.feat",
    'request r { a: int64 }\nextern fn times(a: int64): int64? from "./times.ts"\ntransform t { b = times(r.a) }\nservice s { t.* }\n',
  ],
  ["times.ts", ""],
]);

test("a project that is loaded twice calls the extern fns of each load", async () => {
  const host = { read: (path: string) => texts.get(path) ?? null, list: () => ["main.feat"] };
  const { value, diagnostics } = compile(host, "");
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  await using online = openEmbedded(folder);
  const clients = [2, 3].map((n) => {
    const externs = new Map<string, ExternFunction>([["times", (a: number) => a * n]]);
    return createClientRuntime(loadArtifact(value!.project, externs), { online }).json("s");
  });
  const read = async () => {
    const answers = await Promise.all(clients.map((client) => client.getMany([{ a: 5 }])));
    return answers.map(([row]) => row!.features.b);
  };
  expect(await read()).toEqual([10, 15]);
  expect(await read()).toEqual([10, 15]);
});
