import { describe, expect, test } from "vitest";
import { folder, newProject } from "./feat.js";

describe("feat check", () => {
  test("a project without errors", async () => {
    const project = await newProject();
    const { code, out, err } = await project.feat(["check"]);
    expect(err).toBe("");
    expect(out).toMatch(/^ok .+: 2 sources, 2 views, 1 transform, 1 service\n$/);
    expect(code).toBe(0);
  });

  test("YAML errors and syntax errors go to stderr, each with its place", async () => {
    const project = await newProject();
    project.write("sources.yaml", project.read("sources.yaml").replace("kind: state", "kind: stat"));
    project.write("features/more.feat", "view {\n");
    const { code, out, err } = await project.feat(["check"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/error\[FEAT2008\]: `stat` is not one of `state`, `events`\n\s*--> sources\.yaml:5:11\n/);
    expect(err).toMatch(/--> features\/more\.feat:1:\d+\n/);
    expect(err).toMatch(/\n\d+ errors\n$/);
  });

  test("a semantic error, when the command runs in another folder", async () => {
    const project = await newProject();
    project.write(
      "features/checkout.feat",
      project.read("features/checkout.feat").replace("sum(amount)", "sum(amonut)"),
    );
    const { code, err } = await project.feat(["check"], { cwd: "data" });
    expect(code).toBe(1);
    expect(err).toMatch(/--> \.\.\/features\/checkout\.feat:\d+:\d+\n/);
    expect(err).toMatch(/\^\^\^\^\^\^/);
    expect(err).toMatch(/did you mean `amount`\?/);
    expect(err).toMatch(/\n1 error\n$/);
  });

  test("--json includes the places, and nothing goes to stderr", async () => {
    const project = await newProject();
    project.write("sources.yaml", project.read("sources.yaml").replace("kind: state", "kind: stat"));
    const { code, out, err } = await project.feat(["check", "--json"]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      project: null,
      diagnostics: [
        {
          code: "FEAT2008",
          name: "not-one-of",
          severity: "error",
          file: "sources.yaml",
          line: 5,
          column: 11,
          endLine: 5,
          endColumn: 15,
        },
      ],
    });
  });

  test("warnings are shown and pass, but fail under --strict", async () => {
    const project = await newProject();
    project.write("feat.yaml", `${project.read("feat.yaml")}dialects: [duckdb, redshift]\n`);
    const relaxed = await project.feat(["check"]);
    expect(relaxed.code).toBe(0);
    expect(relaxed.err).toMatch(/warning\[FEAT5030\][\s\S]*\n1 warning\n$/);
    const strict = await project.feat(["check", "--strict"]);
    expect(strict.code).toBe(1);
    expect(strict.out).toBe("");
  });

  test("other commands show no warnings, and stop at errors", async () => {
    const project = await newProject();
    project.write("feat.yaml", `${project.read("feat.yaml")}dialects: [duckdb, redshift]\n`);
    expect((await project.feat(["test"])).err).toBe("");
    project.write("features/more.feat", "view {\n");
    for (const argv of [["test"], ["materialize"], ["train", "checkout_v1"], ["get", "checkout_v1"], ["compile"]]) {
      const { code, out, err } = await project.feat(argv);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(/more\.feat:1/);
    }
  });

  test("a thousand equal warnings show as three and a count; --all and --json show all of them", async () => {
    const unused = Array.from({ length: 1000 }, (_, n) => `fn f${n}(x: int64): int64 = x`);
    const project = folder({
      "feat.yaml": "project: p\nsources: []\n",
      "a.feat": [...unused.slice(0, 500), "entity lonely { a: int64 }", ...unused.slice(500), ""].join("\n"),
    });
    const { code, err } = await project.feat(["check"]);
    expect(code).toBe(0);
    expect([...err.matchAll(/`(\w+)` (is never called|has no view)/g)].map(([, name]) => name)).toEqual([
      "f0",
      "f1",
      "f2",
      "lonely",
    ]);
    expect(err).toMatch(
      /fn f2\(x[\s\S]*?\n\n… and 997 more like this; --all shows them\n\nwarning[\s\S]*\n\n1001 warnings\n$/,
    );
    const all = await project.feat(["check", "--all"]);
    expect(all.err.match(/is never called/g)).toHaveLength(1000);
    expect(all.err).not.toMatch(/more like this/);
    expect(JSON.parse((await project.feat(["check", "--json"])).out).diagnostics).toHaveLength(1001);
  });

  test("five messages of one kind are all shown", async () => {
    const unused = Array.from({ length: 5 }, (_, n) => `fn f${n}(x: int64): int64 = x\n`);
    const project = folder({ "feat.yaml": "project: p\nsources: []\n", "a.feat": unused.join("") });
    expect((await project.feat(["check"])).err.match(/is never called/g)).toHaveLength(5);
  });

  test("colours are used on a terminal only, or as the environment says", async () => {
    const project = await newProject();
    const coloured = async (options: Parameters<typeof project.feat>[1]) =>
      (await project.feat(["check"], options)).out.includes("\u001b[");
    expect(await coloured({})).toBe(false);
    expect(await coloured({ terminal: true })).toBe(true);
    expect(await coloured({ terminal: true, env: { NO_COLOR: "1" } })).toBe(false);
    expect(await coloured({ terminal: true, env: { NO_COLOR: "" } })).toBe(true);
    expect(await coloured({ env: { FORCE_COLOR: "1" } })).toBe(true);
    expect(await coloured({ terminal: true, env: { FORCE_COLOR: "0" } })).toBe(false);
    expect(await coloured({ env: { FORCE_COLOR: "1", NO_COLOR: "1" } })).toBe(false);
    expect(await coloured({ terminal: true, env: { TERM: "dumb" } })).toBe(false);
  });

  test("an empty project is valid", async () => {
    const project = folder({ "feat.yaml": "project: p\nsources: []\n", "a.feat": "" });
    expect(await project.feat(["check"])).toMatchObject({
      code: 0,
      out: "ok p: 0 sources, 0 views, 0 transforms, 0 services\n",
    });
  });
});
