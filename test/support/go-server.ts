import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.js";
import { type Server, startServer } from "./server.js";

/** Servers that are built by `go install`, which takes a minute or two, and kept in the user's cache. */
const packages = {
  "fake-gcs-server": "github.com/fsouza/fake-gcs-server@v1.56.1",
  minio: "github.com/minio/minio@latest",
} as const;

/** The path of a server that was built; null if it was not. `FEAT_GO_SERVERS=1` builds it. */
export function goServer(name: keyof typeof packages): string | null {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "featlang-tests", "go");
  const path = join(folder, name);
  if (existsSync(path)) return path;
  if (process.env.FEAT_GO_SERVERS !== "1") return null;
  mkdirSync(folder, { recursive: true });
  const { status, stderr, error } = spawnSync("go", ["install", packages[name]], {
    env: { ...process.env, GOBIN: folder },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`go install ${packages[name]} failed: ${error?.message ?? stderr.trim()}`);
  return path;
}

export const minioCredentials = { accessKeyId: "feat", secretAccessKey: "geheimnis" } as const;

export async function startMinio(path: string): Promise<Server & { readonly endpoint: string }> {
  const [port, console] = [await freePort(), await freePort()];
  const server = await startServer({
    name: "minio",
    port,
    env: { MINIO_ROOT_USER: minioCredentials.accessKeyId, MINIO_ROOT_PASSWORD: minioCredentials.secretAccessKey },
    command: async (folder) => [
      path,
      "server",
      ...["--address", `127.0.0.1:${port}`, "--console-address", `127.0.0.1:${console}`, "--quiet", folder],
    ],
  });
  return { ...server, endpoint: `http://127.0.0.1:${port}` };
}

export async function startFakeGcs(path: string): Promise<Server & { readonly endpoint: string }> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const at = ["-host", "127.0.0.1", "-port", String(port), "-public-host", `127.0.0.1:${port}`];
  const server = await startServer({
    name: "fake-gcs-server",
    port,
    command: async () => [path, "-backend", "memory", "-scheme", "http", ...at, "-external-url", endpoint],
  });
  return { ...server, endpoint };
}
