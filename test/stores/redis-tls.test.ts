import { afterAll, beforeAll, expect, test } from "vitest";
import { StoreError } from "../../runtime/errors.js";
import { type Certificates, makeCertificates } from "../support/certificates.js";
import { freePort } from "../support/free-port.js";
import { type RedisServer, startRedis } from "../support/redis.js";
import { readTexts, row } from "./rows.js";
import { newSpace, openStore, temporaryFolder } from "./under-test.js";

const folder = temporaryFolder();
let files: Certificates;
let server: RedisServer;
let strict: RedisServer;
let urls: { readonly plain: string; readonly tls: string; readonly strict: string };

beforeAll(async () => {
  files = makeCertificates(folder);
  const start = async (port: number, clients: "yes" | "no") =>
    startRedis(undefined, {
      args: [
        ...["--tls-port", String(port), "--tls-auth-clients", clients, "--tls-ca-cert-file", files.ca],
        ...["--tls-cert-file", files.server.cert, "--tls-key-file", files.server.key],
      ],
    });
  const [port, strictPort] = [await freePort(), await freePort()];
  server = await start(port, "no");
  strict = await start(strictPort, "yes");
  urls = { plain: server.url, tls: `rediss://127.0.0.1:${port}`, strict: `rediss://127.0.0.1:${strictPort}` };
}, 60_000);
afterAll(async () => {
  await Promise.all([server?.stop(), strict?.stop()]);
});

const client = () => ({ cert: files.client.cert, key: files.client.key });

test.each<[string, () => Record<string, unknown>]>([
  ["the authority's file", () => ({ url: urls.tls, ca: files.ca })],
  ["a path relative to the project's folder", () => ({ url: urls.tls, ca: files.ca.slice(1) })],
  ["the name in the certificate", () => ({ url: urls.tls, ca: files.ca, server_name: "redis.test" })],
  ["a client's certificate", () => ({ url: urls.strict, ca: files.ca, ...client() })],
])("with %s", async (_, settings) => {
  await using store = await openStore("redis", { ...settings(), timeout: 5000 });
  const space = newSpace();
  await store.write(space, [row(space, "k", 1, "x")]);
  expect(await readTexts(store, space, "k")).toEqual(["x"]);
});

test.each<[string, () => Record<string, unknown>, RegExp]>([
  ["an authority that is not trusted", () => ({ url: urls.tls }), /its certificate is not trusted .*`ca`/],
  [
    "another name than the certificate's",
    () => ({ url: urls.tls, ca: files.ca, server_name: "another.test" }),
    /its certificate is not trusted .*another\.test/,
  ],
  [
    "no certificate for a server that asks for one",
    () => ({ url: urls.strict, ca: files.ca }),
    /it ended the TLS handshake|asks for a client's certificate/,
  ],
  ["a file that isn't there", () => ({ url: urls.tls, ca: "none.pem" }), /certificate file can't be read: .*none\.pem/],
  ["a file of something else", () => ({ url: urls.tls, ca: files.server.key }), /certificate/],
  ["a certificate without its key", () => ({ url: urls.tls, cert: files.client.cert }), /`cert` and `key` go together/],
  ["certificates without TLS", () => ({ url: urls.plain, ca: files.ca }), /the URL then begins with rediss:/],
])("%s is an error with the cause", async (_, settings, message) => {
  const failing = (async () => {
    await using store = await openStore("redis", { ...settings(), timeout: 5000 });
    await readTexts(store, newSpace(), "k");
  })();
  await expect(failing).rejects.toBeInstanceOf(StoreError);
  await expect(failing).rejects.toThrow(message);
});
