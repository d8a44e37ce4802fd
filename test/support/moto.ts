import { freePort } from "./free-port.js";
import { pythonWith } from "./python-packages.js";
import { type Server, startServer } from "./server.js";

/** The credentials that it takes; it takes any. */
export const motoCredentials = { accessKeyId: "feat", secretAccessKey: "geheim" } as const;

/** A new server of PyPI's moto, which speaks S3 over HTTP and honours conditional writes. It keeps objects in memory. */
export async function startMoto(): Promise<Server & { readonly endpoint: string }> {
  const python = pythonWith("moto-5.2.5", ["moto[server,s3]==5.2.5"]);
  const port = await freePort();
  const server = await startServer({
    name: "moto",
    port,
    command: async () => [python, "-c", `from moto.server import main; main(["-H", "127.0.0.1", "-p", "${port}"])`],
  });
  return { ...server, endpoint: `http://127.0.0.1:${port}` };
}
