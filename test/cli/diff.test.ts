/** `feat diff` on real git repositories, manifests and folders. */
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { type Folder, newProject } from "./feat.js";

const git = (project: Folder, ...args: readonly string[]): string =>
  execFileSync("git", ["-C", project.path, "-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

const file = "features/checkout.feat";

/** A repository with the project of `feat init`, committed. */
async function repository(): Promise<Folder> {
  const project = await newProject();
  git(project, "init", "-q", "-b", "main");
  git(project, "add", ".");
  git(project, "commit", "-qm", "first");
  return project;
}

function edit(project: Folder, from: string | RegExp, to: string): void {
  const before = project.read(file);
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  project.write(file, after);
}

/** A request field that callers must give. */
function addField(project: Folder): void {
  edit(project, "checkout { amount: float64 }", "checkout { amount: float64, voucher: string }");
  edit(project, "checkout.amount >= 200.0", 'checkout.amount >= 200.0 or checkout.voucher == "gold"');
}

test("the working project against a revision, a tag and a commit", async () => {
  const project = await repository();
  expect(await project.feat(["diff", "main"])).toMatchObject({
    code: 0,
    out: "no change from main to the working folder\n",
  });
  addField(project);
  const broken = await project.feat(["diff", "HEAD"]);
  expect(broken.code).toBe(1);
  expect(broken.out).toContain("request field voucher: it is new: string, and callers must give it  breaking");
  expect(broken.err).toContain("breaking: service checkout_v1");
  git(project, "tag", "v1");
  git(project, "commit", "-qam", "second");
  expect(await project.feat(["diff", "v1"])).toMatchObject({ code: 1, out: broken.out.replaceAll("HEAD", "v1") });
  expect((await project.feat(["diff", "v1", "HEAD"])).code).toBe(1);
  const commit = git(project, "rev-parse", "v1").trim();
  expect((await project.feat(["diff", commit.slice(0, 8), commit])).code).toBe(0);
});

test("a project in a folder of a repository, with files that are not committed", async () => {
  const project = await newProject();
  const outer = await repository();
  for (const path of ["feat.yaml", "sources.yaml", file]) outer.write(`shops/one/${path}`, project.read(path));
  outer.write("shops/one/node_modules/x/more.feat", "view {");
  git(outer, "add", "-f", ".");
  git(outer, "commit", "-qm", "a second project");
  outer.write("shops/one/features/more.feat", "entity thing { id: int64 }\n");
  const { code, out } = await outer.feat(["diff", "HEAD", "--project", "shops/one"]);
  expect({ code, out }).toEqual({
    code: 0,
    out: "+ entity thing  added  shops/one/features/more.feat:1\n1 change from HEAD to shops/one: 1 added\n",
  });
});

test("a manifest and a folder", async () => {
  const [project, other] = [await newProject(), await newProject()];
  await project.feat(["compile"]);
  const name = /^project: (.*)$/m.exec(project.read("feat.yaml"))![1]!.trim();
  const manifest = `generated/${name}/manifest.json`;
  const kept = project.read(manifest);
  expect((await project.feat(["diff", manifest])).code).toBe(0);
  edit(project, /over 30d/, "over 31d");
  expect((await project.feat(["diff", manifest])).out).toContain("rebuild");
  expect((await project.feat(["diff", other.path])).out).toContain("rebuild");
  project.write("old.json", kept.replace('"manifest": 1', '"manifest": 7'));
  expect(await project.feat(["diff", "old.json"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("old.json is no manifest: its `manifest` is 7; this version of Feat reads 1"),
  });
  project.write("cut.json", kept.slice(0, 500));
  expect((await project.feat(["diff", "cut.json"])).err).toMatch(/cut.json is no manifest: it is not JSON/);
});

test("what breaks may be allowed, by name", async () => {
  const project = await repository();
  addField(project);
  const allowed = await project.feat(["diff", "HEAD", "--allow-breaking", "checkout_v1"]);
  expect(allowed).toMatchObject({ code: 0, err: "" });
  const misspelt = await project.feat(["diff", "HEAD", "--allow-breaking", "checkout_v2"]);
  expect(misspelt.code).toBe(1);
  expect(misspelt.err).toContain("warning: nothing breaks in checkout_v2");
});

test("the other formats", async () => {
  const project = await repository();
  addField(project);
  const github = await project.feat(["diff", "HEAD", "--format", "github"]);
  expect(github.code).toBe(1);
  expect(github.out).toMatch(
    /^::error file=features\/checkout\.feat,line=\d+,title=breaking%3A service checkout_v1::request field voucher: it is new: string, and callers must give it$/m,
  );
  const markdown = await project.feat(["diff", "HEAD", "--format", "markdown"]);
  expect(markdown.out).toContain("| **breaking** |");
  const document = await project.feat(["diff", "HEAD", "--format", "json"]);
  expect(JSON.parse(document.out)).toEqual(JSON.parse((await project.feat(["diff", "HEAD", "--json"])).out));
  expect(JSON.parse(document.out)).toMatchObject({ ok: false, command: "diff", breaking: 1 });
});

describe("what cannot be compared", () => {
  test.each([
    ["no-such-thing", 2, "no-such-thing is no manifest, no project's folder, and no revision that git knows"],
    ["--upload-pack=x", 2, "unknown option"],
    ["features", 2, "features is no manifest, no project's folder"],
    ["git:features", 2, "no revision that git knows"],
    ["empty", 3, "there is no feat.yaml in empty:"],
  ])("%s", async (name, code, message) => {
    const project = await repository();
    const tree = execFileSync("git", ["-C", project.path, "hash-object", "-t", "tree", "-w", "--stdin"], { input: "" });
    const commit = git(project, "commit-tree", tree.toString().trim(), "-m", "nothing").trim();
    git(project, "branch", "empty", commit);
    expect(await project.feat(["diff", name])).toMatchObject({ code, err: expect.stringContaining(message) });
  });

  test("a revision with errors: they are shown with its name", async () => {
    const project = await repository();
    const good = project.read(file);
    project.write(file, `${good}\nview {\n`);
    git(project, "commit", "-qam", "broken");
    project.write(file, good);
    const { code, err } = await project.feat(["diff", "HEAD"]);
    expect(code).toBe(1);
    expect(err).toContain("HEAD:features/checkout.feat:");
  });
});
