/**
 * `feat deploy`: the manifests are valid by the schemas of several versions of Kubernetes, and the command of the image
 * serves the project.
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { exampleProject } from "../end-to-end/support/project.js";
import { builtServer } from "../support/built.js";
import { freePort } from "../support/free-port.js";
import { pythonWith } from "../support/python-packages.js";
import { type Folder, folder } from "./feat.js";

const target = (online: string): string => `{ offline: { kind: duckdb }, online: ${online} }`;
const project = (): Folder =>
  folder({
    "feat.yaml": [
      "project: my_shop",
      "features: m.feat",
      "sources: s.yaml",
      "targets:",
      `  dev: ${target("{ kind: embedded, path: .feat/online }")}`,
      `  prod: ${target('{ kind: redis, url: "redis://:${REDIS_PASSWORD}@${REDIS_HOST:-redis}:6379" }')}`,
      "  none: { offline: { kind: duckdb } }",
      "",
    ].join("\n"),
    "s.yaml": "sources: {}\n",
    "m.feat": "request r { a: int64 }\ntransform t { b = r.a + 1 }\nservice s_v1 { t.* }\n",
  });

const read = (own: Folder, path: string) => parse(own.read(join("deploy", path)));

test("the manifests are valid by the schemas of Kubernetes", async () => {
  const own = project();
  const options = [
    "--target",
    "prod",
    "--image",
    "registry.example.com/shop:1",
    "--replicas",
    "3",
    "--namespace",
    "ml",
  ];
  const { code, out, err } = await own.feat(["deploy", "kubernetes", "--port", "9000", ...options]);
  expect(code).toBe(0);
  expect(out.match(/^\+ /gm)).toHaveLength(4);
  expect(err).toContain("kubectl create secret generic my-shop-features --namespace ml --from-literal=REDIS_HOST=");

  const python = pythonWith("kubernetes-validate-1.37.0", ["kubernetes-validate==1.37.0"]);
  const kubernetes = join(own.path, "deploy/kubernetes");
  const validate = (version: string, ...files: readonly string[]) =>
    spawnSync(join(dirname(python), "python"), ["-m", "kubernetes_validate", "-k", version, "--strict", ...files], {
      encoding: "utf8",
    });
  const files = readdirSync(kubernetes).map((file) => join(kubernetes, file));
  const passed = / passed for resource /g;
  const old = validate("1.29", ...files);
  expect([old.status, `${old.stdout}${old.stderr}`.match(passed)]).toEqual([0, expect.objectContaining({ length: 4 })]);
  const broken = join(own.path, "broken.yaml");
  writeFileSync(
    broken,
    own.read("deploy/kubernetes/deployment.yaml").replace("containerPort: 9000", "containerPort: x"),
  );
  const newest = validate("1.37", ...files, broken);
  expect([newest.status, `${newest.stdout}${newest.stderr}`.match(passed)]).toEqual([
    1,
    expect.objectContaining({ length: 4 }),
  ]);

  const deployment = read(own, "kubernetes/deployment.yaml");
  const [container] = deployment.spec.template.spec.containers;
  expect(deployment.metadata).toMatchObject({ name: "my-shop-features", namespace: "ml" });
  expect(container.image).toBe("registry.example.com/shop:1");
  const secrets = container.env.map((each: { name: string; valueFrom: { secretKeyRef: object } }) => [
    each.name,
    each.valueFrom.secretKeyRef,
  ]);
  const name = "my-shop-features";
  expect(Object.fromEntries(secrets)).toEqual({
    REDIS_HOST: { name, key: "REDIS_HOST", optional: true },
    REDIS_PASSWORD: { name, key: "REDIS_PASSWORD" },
    FEAT_TOKENS: { name, key: "FEAT_TOKENS", optional: true },
    FEAT_TOKENS_S_V1: { name, key: "FEAT_TOKENS_S_V1", optional: true },
  });
  expect(read(own, "kubernetes/autoscaler.yaml").spec).toMatchObject({ minReplicas: 3, maxReplicas: 15 });
  const labels = deployment.spec.template.metadata.labels;
  for (const file of ["service", "disruption-budget"]) {
    const { selector } = read(own, `kubernetes/${file}.yaml`).spec;
    expect(selector.matchLabels ?? selector).toEqual(labels);
  }
});

test("files that were edited are kept unless --force says so", async () => {
  const own = project();
  const deploy = (...more: readonly string[]) => own.feat(["deploy", "kubernetes", "--target", "prod", ...more]);
  await deploy();
  expect((await deploy()).out).toBe("4 unchanged\n");
  // Options change what nobody edited.
  expect((await deploy("--replicas", "4")).out).toContain("+ deploy/kubernetes/autoscaler.yaml\n3 unchanged");
  const path = "deploy/kubernetes/service.yaml";
  own.write(path, own.read(path).replace("port: 80", "port: 8081"));
  const again = await deploy("--namespace", "ml");
  expect(again).toMatchObject({ code: 0, err: expect.stringContaining(`kept ${path}, which was edited`) });
  expect(again.out.match(/^\+ /gm)).toHaveLength(3);
  expect(own.read(path)).toContain("port: 8081");
  expect((await deploy("--namespace", "ml", "--force")).out).toBe(`+ ${path}\n3 unchanged\n`);
  expect(own.read(path)).toContain("port: 80\n");
});

test.each([
  [["kubernetes"], 2, "has a store of kind embedded, which is on one machine only"],
  [["docker", "--target", "none"], 2, "target `none` has no `online` in feat.yaml"],
  [["heroku"], 2, "docker, kubernetes"],
  [["docker", "--replicas", "0"], 2, "--replicas"],
  [["docker", "--port", "80"], 2, "--port"],
  [["docker", "--namespace", "A_b"], 2, "--namespace"],
])("deploy %j is an error with the way out", async (argv, code, says) => {
  const ran = await project().feat(["deploy", ...argv]);
  expect([ran.code, ran.err]).toEqual([code, expect.stringContaining(says)]);
});

test("the image's command serves the project, and its health check finds it", async () => {
  using shop = exampleProject("shop");
  const port = await freePort();
  await shop.feat("deploy", "docker", "--port", String(port));
  const dockerfile = shop.read("deploy/Dockerfile");
  const list = (word: string): readonly string[] =>
    JSON.parse(new RegExp(`^${word} .*?(\\[.*\\])$`, "m").exec(dockerfile)?.[1] ?? "[]");
  expect(dockerfile).toMatch(/^RUN npm install .*"featlang-server@\d+\.\d+\.\d+" "lmdb@\d+\.\d+\.\d+"/m);
  expect(dockerfile).toMatch(/^USER node$/m);

  // What the image would hold. The server is the one of these sources.
  const image = mkdtempSync(join(tmpdir(), "feat-image-"));
  onTestFinished(() => rmSync(image, { recursive: true, force: true }));
  const [from = "", to = ""] = list("COPY");
  cpSync(join(shop.folder, "../..", from), join(image, to), { recursive: true });
  const [program, ...args] = list("ENTRYPOINT");
  expect(program).toBe("node_modules/.bin/feat-serve");
  expect(existsSync(join(image, args[0]!))).toBe(true);
  const child = spawn(process.execPath, [await builtServer(), ...args], { cwd: image });
  onTestFinished(() => void child.kill("SIGKILL"));
  await new Promise<void>((resolve, reject) => {
    let err = "";
    child.stderr.on("data", (text: Buffer) => {
      err += text.toString();
      if (err.includes("serving ")) resolve();
    });
    child.once("close", () => reject(new Error(err)));
  });
  const healthy = () => {
    const [command, ...more] = list("HEALTHCHECK");
    return spawnSync(command === "node" ? process.execPath : "", more).status;
  };
  expect(healthy()).toBe(0);
  const answer = await fetch(`http://127.0.0.1:${port}/ready`);
  expect(answer.status).toBe(503);
  child.kill("SIGTERM");
  await new Promise((resolve) => child.once("close", resolve));
  expect(healthy()).toBe(1);
});

test("the generated code and the modules of extern functions go into the image", async () => {
  const own = project();
  own.write(
    "m.feat",
    'request r { a: int64 }\nextern fn twice(x: int64): int64 from "./lib/twice.ts"\ntransform t { b = twice(r.a) }\nservice s_v1 { t.* }\n',
  );
  own.write("lib/twice.ts", "export const twice = (x: number) => 2 * x;\n");
  expect(await own.feat(["deploy", "docker"])).toMatchObject({ code: 0 });
  const copied = own.read("deploy/Dockerfile").match(/^COPY .*$/gm);
  expect(copied).toEqual([
    'COPY ["generated/my_shop", "./generated/my_shop/"]',
    'COPY ["lib/twice.ts", "./lib/twice.ts"]',
  ]);
  expect(readFileSync(join(own.path, "deploy/Dockerfile.dockerignore"), "utf8")).toContain("**/node_modules");
});
