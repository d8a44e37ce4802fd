import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Folder, folder } from "./feat.js";

const project = (text: string, rules = ""): Folder =>
  folder({
    "feat.yaml": `project: p\nfeatures: a.feat\n${rules}`,
    "sources.yaml": `sources:
  people:
    kind: state
    file: people.parquet
    time: t
    columns: { t: timestamp, id: int64, mail: { type: string?, pii: true }, zip: string? }
  clicks:
    kind: events
    file: clicks.parquet
    time: t
    columns: { t: timestamp, id: int64, ms: int64 }
`,
    "a.feat": text,
  });

const view = "entity person { id: int64 }\nview v for person from people { mail, zip }\n";

describe("personal data", () => {
  test("stops a service that serves it, and shows the path to the mark", async () => {
    const { path, feat } = project(`${view}service s { v.mail }\n`);
    const { code, out, err } = await feat(["check"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^error\[FEAT4301\]: .*`v.mail` ← `people.mail` \(pii\)\n +--> a.feat:3:15\n/);
    expect(err).toMatch(/--> a.feat:2:33\n[\s\S]*~~~~ `v.mail` reads `people.mail`\n/);
    expect(err).toMatch(/--> sources.yaml:6:41\n[\s\S]*~~~~ `people.mail` is marked as personal data\n/);
    expect(err).toMatch(/= help: write `allow pii`/);
    expect((await feat(["compile"])).code).toBe(1);
    expect(existsSync(join(path, "generated"))).toBe(false);
  });

  test("is served if the service allows it, and the manifest says so", async () => {
    const { path, feat } = project(`${view}service s { allow pii, v.* }\n`);
    expect(await feat(["compile", "--strict"])).toMatchObject({ code: 0, err: "" });
    const manifest: unknown = JSON.parse(readFileSync(join(path, "generated/p/manifest.json"), "utf8"));
    expect(manifest).toMatchObject({
      views: [{ items: [{ name: "mail", pii: true }, { name: "zip" }] }],
      services: [{ allowsPii: true, features: [{ name: "mail", pii: true }, { name: "zip" }] }],
    });
  });
});

describe("warnings pass, and are errors under --strict", () => {
  test.each<readonly [what: string, text: string, rules: string, said: RegExp]>([
    ["a needless `allow pii`", `${view}service s { allow pii, v.zip }\n`, "", /warning\[FEAT4302\]/],
    [
      "a deprecated feature",
      `${view}@deprecated("use v.zip")\ntransform t { a = v.zip }\nservice s { t.a }\n`,
      "",
      /warning\[FEAT4303\]: transform `t` is deprecated: use v.zip\n/,
    ],
    [
      "an unknown annotation",
      `${view}@deprected\nservice s { v.zip }\n`,
      "",
      /warning\[FEAT4305\][\s\S]*did you mean `@deprecated`\?/,
    ],
    ["a rule", `${view}service s { v.zip }\n`, "rules: { ttl: warn }\n", /warning\[FEAT4322\]/],
  ])("%s", async (_, text, rules, said) => {
    const { feat } = project(text, rules);
    const relaxed = await feat(["check"]);
    expect(relaxed.code).toBe(0);
    expect(relaxed.err).toMatch(said);
    expect((await feat(["check", "--strict"])).code).toBe(1);
    expect((await feat(["compile", "--strict"])).code).toBe(1);
    expect((await feat(["compile"])).code).toBe(0);
  });

  test("a rule with severity error stops", async () => {
    const { feat } = project(`${view}service s { v.zip }\n`, "rules: { ttl: error, owner: off }\n");
    const { code, err } = await feat(["check"]);
    expect(code).toBe(1);
    expect(err).toMatch(
      /^error\[FEAT4322\]: `v` has no `ttl`, and serves `mail` and `zip` of `people` however old they are\n/,
    );
    expect(err).toMatch(/\n1 error\n$/);
  });
});
