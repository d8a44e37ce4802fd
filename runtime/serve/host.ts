import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";

/** A server that listens, and whose routes can be replaced while it does. */
export interface Host {
  readonly address: string;
  /**
   * Makes the routes anew. Requests that have begun are finished by the old ones, however long they take. Rejects, and
   * keeps the old, on an error.
   */
  reload(): Promise<void>;
  /** Takes no more connections, finishes what has begun, and resolves then. */
  close(): Promise<void>;
}

/** Listens for the routes that `make` gives. The routes themselves do not listen. */
export async function hostServer(
  make: () => Promise<FastifyInstance>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Host> {
  let current = await ready(make);
  const retiring = new Set<Promise<void>>();
  let closing = false;
  const responses = new Set<ServerResponse>();
  const server = createHttp((request: IncomingMessage, response: ServerResponse) => {
    if (closing) response.setHeader("connection", "close");
    responses.add(response);
    response.once("close", () => responses.delete(response));
    current.take(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  }).catch(async (error: unknown) => {
    await current.retire();
    throw error;
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    reload: async () => {
      const made = await ready(make);
      const old = current.retire;
      current = made;
      const retired = old().finally(() => retiring.delete(retired));
      retiring.add(retired);
    },
    close: async () => {
      closing = true;
      // A connection that stays open for a next request would keep the server from closing.
      for (const response of responses) if (!response.headersSent) response.setHeader("connection", "close");
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await closed;
      await Promise.all([...retiring, current.retire()]);
    },
  };
}

interface Routes {
  take(request: IncomingMessage, response: ServerResponse): void;
  /** Resolves when every request that it took is answered. */
  retire(): Promise<void>;
}

async function ready(make: () => Promise<FastifyInstance>): Promise<Routes> {
  const instance = await make();
  await instance.ready();
  let open = 0;
  let idle = (): void => undefined;
  return {
    take: (request, response) => {
      open++;
      response.once("close", () => {
        open--;
        if (open === 0) idle();
      });
      instance.routing(request, response);
    },
    retire: async () => {
      if (open > 0)
        await new Promise<void>((resolve) => {
          idle = resolve;
        });
      await instance.close();
    },
  };
}
