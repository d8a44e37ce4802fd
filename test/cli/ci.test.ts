/** The commands of `docs/ci.md`, taken from the page and run in a real git repository. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { type Folder, newProject } from "./feat.js";

const page = readFileSync(join(import.meta.dirname, "../../docs/ci.md"), "utf8");
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, text = ""]) => text);

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}
/** The arguments of each `npx feat …`. */
const commandsIn = (lines: readonly string[]): readonly (readonly string[])[] =>
  lines.flatMap((line) => (line.startsWith("npx feat ") ? [line.slice(9).trim().split(" ")] : []));
const workflows = blocks("yaml").map((text) =>
  commandsIn(
    Object.values((parse(text) as Workflow).jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? [])),
  ),
);

const file = "features/checkout.feat";

/** A clone whose `origin/main` has the project, with its generated code. */
async function clone(): Promise<{ readonly project: Folder; readonly git: (...args: readonly string[]) => string }> {
  const project = await newProject();
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-C", project.path, "-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  await project.feat(["compile"]);
  git("init", "-q", "-b", "main");
  project.write(".gitignore", ".feat\n.remote\n");
  git("add", "-A");
  git("commit", "-q", "-m", "first");
  git("clone", "-q", "--bare", ".", ".remote");
  git("remote", "add", "origin", join(project.path, ".remote"));
  git("fetch", "-q", "origin");
  git("checkout", "-q", "-b", "change");
  return { project, git };
}

test("the checks of a pull request pass for a change that adds, and fail for one that breaks", async () => {
  const [check] = workflows;
  expect(check).toEqual([["compile", "--check"], ["test"], ["diff", "origin/main", "--format", "github"]]);
  const { project, git } = await clone();
  project.write(file, project.read(file).replace("over [7d, 30d] ", "over [7d, 30d, 90d] "));
  expect((await project.feat(check![0]!)).code).toBe(1);
  await project.feat(["compile"]);
  git("commit", "-qam", "adds");
  const added = [];
  for (const argv of check!) added.push(await project.feat(argv));
  expect(added.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(added[2]!.out).toMatch(
    /^::notice file=features\/checkout\.feat,line=\d+,title=added%3A view customer_orders::/m,
  );
  project.write(file, project.read(file).replace('"small"', '"tiny"'));
  await project.feat(["compile"]);
  git("commit", "-qam", "breaks");
  const broken = await project.feat(check![2]!);
  expect(broken.code).toBe(1);
  expect(broken.out).toMatch(
    /^::error file=features\/checkout\.feat,line=\d+,title=breaking%3A service checkout_v1::/m,
  );
});

test("what is merged is planned and applied", async () => {
  const { project } = await clone();
  project.write(
    "feat.yaml",
    project.read("feat.yaml").replace("  # prod:", "  prod: { offline: { kind: duckdb } }\n  # prod:"),
  );
  expect(workflows[1]).toEqual([["plan", "--no-estimate"], ["apply"]]);
  for (const argv of workflows[1]!)
    expect(await project.feat(argv, { env: { FEAT_TARGET: "prod", FEAT_USER: "ann" } })).toMatchObject({ code: 0 });
  expect((await project.feat(["registry", "log", "--target", "prod"])).out).toMatch(/^1 .* ann +apply +[0-9a-f]{10}/m);
});

test("the hook stops a commit whose generated code is old", async () => {
  const hook = commandsIn(blocks("sh").flatMap((text) => text.split("\n")));
  expect(hook).toEqual([["compile", "--check"], ["test"]]);
  const { project } = await clone();
  for (const argv of hook) expect((await project.feat(argv)).code).toBe(0);
  project.write(file, project.read(file).replace("over [7d, 30d] ", "over [7d, 31d] "));
  expect((await project.feat(hook[0]!)).code).toBe(1);
});
