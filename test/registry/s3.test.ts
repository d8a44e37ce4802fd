/**
 * The registry in S3, on a server of moto. MinIO is tested too where it was built: `npm run go-servers` builds it.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openRegistry, type RegistrySettings } from "../../runtime/registry/index.js";
import { builtServer, minioCredentials, startMinio } from "../support/go-server.js";
import { motoCredentials, startMoto } from "../support/moto.js";
import type { Server } from "../support/server.js";
import { registryConformance } from "./conformance.js";
import { made, nowhere } from "./under-test.js";

/** Moto checks credentials only from the request on that it is told. */
async function checkedByMoto(endpoint: string, on: boolean): Promise<void> {
  const answer = await fetch(`${endpoint}/moto-api/reset-auth`, { method: "POST", body: on ? "0" : "inf" });
  expect(answer.ok).toBe(true);
}

const minio = builtServer("minio");
const servers = [
  { name: "moto", start: startMoto, credentials: motoCredentials, checked: checkedByMoto },
  ...(minio === null
    ? []
    : [{ name: "MinIO", start: () => startMinio(minio), credentials: minioCredentials, checked: async () => {} }]),
];

/** What AWS's own chain finds in this process. */
function useCredentials({ accessKeyId, secretAccessKey }: typeof motoCredentials | typeof minioCredentials): void {
  process.env.AWS_ACCESS_KEY_ID = accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = secretAccessKey;
  process.env.AWS_EC2_METADATA_DISABLED = "true";
}

describe.each(servers)("on $name", ({ name, start, credentials, checked }) => {
  let server: Server & { readonly endpoint: string };
  let client: S3;
  let buckets = 0;
  beforeAll(async () => {
    useCredentials(credentials);
    server = await start();
    client = new S3({ region: "us-east-1", endpoint: server.endpoint, forcePathStyle: true });
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });
  const settingsFor = (url: string): RegistrySettings => ({
    ...nowhere,
    url,
    endpoint: server.endpoint,
    region: "us-east-1",
  });

  registryConformance({
    kind: `S3 (${name})`,
    fresh: async () => {
      const Bucket = `registry-${++buckets}`;
      await client.createBucket({ Bucket });
      return settingsFor(`s3://${Bucket}/team/features/`);
    },
    tamper: async ({ url }, part, change) => {
      const Bucket = /^s3:\/\/([^/]+)/.exec(url!)![1]!;
      const own =
        part.part === "snapshot" ? `snapshots/${part.id}.json.gz` : `history/${part.target}/${part.number}.json`;
      const Key = `team/features/shop/${own}`;
      const { Body } = await client.getObject({ Bucket, Key });
      const bytes = change(Buffer.from(await Body!.transformToByteArray()));
      if (bytes === null) await client.deleteObject({ Bucket, Key });
      else await client.putObject({ Bucket, Key, Body: bytes });
    },
  });

  test("a bucket that is not there is told, and how to correct it", async () => {
    await using registry = await openRegistry(settingsFor("s3://no-such-bucket/x"), "shop", "/");
    const message = `the registry at s3://no-such-bucket/x/ at ${server.endpoint}: there is no such bucket`;
    await expect(registry.current("prod")).rejects.toThrow(message);
    await expect(registry.apply(null, "{}", made("prod", "ann"))).rejects.toThrow(message);
    await expect(registry.verify()).rejects.toThrow(message);
  });

  test("a damaged pointer is found", async () => {
    const Bucket = `registry-${++buckets}`;
    await client.createBucket({ Bucket });
    await using registry = await openRegistry(settingsFor(`s3://${Bucket}`), "shop", "/");
    await registry.apply(null, "{}", made("prod", "ann"));
    await client.putObject({ Bucket, Key: "shop/targets/prod.json", Body: '{ "registry": 1,' });
    await expect(registry.current("prod")).rejects.toThrow("the pointer of target prod is damaged: it is not JSON");
    expect(await registry.verify()).toEqual([
      { what: "the pointer of target prod", why: "it is not JSON; it may be cut off" },
    ]);
  });

  test("wrong credentials are told, and not shown", async () => {
    await checked(server.endpoint, true);
    useCredentials({ accessKeyId: "feat", secretAccessKey: "geheimnis" });
    process.env.AWS_SECRET_ACCESS_KEY = "a wrong secret";
    onTestFinished(async () => {
      useCredentials(credentials);
      await checked(server.endpoint, false);
    });
    await using registry = await openRegistry(settingsFor("s3://registry-1"), "shop", "/");
    const failed = await registry.current("prod").catch((error: unknown) => String(error));
    expect(failed).toContain("the credentials were refused: check AWS_PROFILE");
    expect(failed).not.toContain("a wrong secret");
  });
});

test("no server, no credentials, and what is no URL", async () => {
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
  useCredentials(motoCredentials);
  const endpoint = `http://key:secret@127.0.0.1:${port}`;
  await using registry = await openRegistry({ ...nowhere, url: "s3://b", endpoint, region: "eu-west-1" }, "shop", "/");
  const refused = await registry.current("prod").catch((error: unknown) => String(error));
  expect(refused).toContain(`the registry at s3://b/ at http://127.0.0.1:${port}: connection refused`);
  expect(refused).not.toContain("secret");
  for (const url of ["s3://", "s3://user:secret@bucket"])
    await expect(openRegistry({ ...nowhere, url }, "shop", "/")).rejects.toThrow(
      /^the registry's `url` is none of a bucket/,
    );
  await expect(openRegistry({ ...nowhere, url: "ftp://user:secret@host" }, "shop", "/")).rejects.toThrow(
    /^the registry's `url` begins with none of s3:\/\/, gs:\/\/, postgres:\/\/, postgresql:\/\/$/,
  );
});

test("a server that ignores conditional writes is refused", async () => {
  // As some servers of one's own do.
  const objects = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "", "http://x").pathname;
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.method === "PUT") {
        objects.set(path, Buffer.concat(chunks));
        response.setHeader("etag", '"1"').end();
        return;
      }
      const found = objects.get(path);
      if (found !== undefined) response.setHeader("etag", '"1"').end(found);
      else response.writeHead(404, { "content-type": "application/xml" }).end("<Error><Code>NoSuchKey</Code></Error>");
    });
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  useCredentials(motoCredentials);
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await using registry = await openRegistry({ ...nowhere, url: "s3://b", endpoint, region: "x" }, "shop", "/");
  await expect(registry.apply(null, "{}", made("prod", "ann"))).rejects.toThrow(
    "this server ignores conditional writes",
  );
});
