/** A TCP proxy in front of a server, which can delay what goes through it, refuse connections, or answer itself. */
import { createConnection, createServer, type Server, type Socket } from "node:net";

export type ProxyMode =
  | { readonly kind: "through" }
  /** Each piece of the server's answers is held back so many milliseconds. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** Nothing listens. */
  | { readonly kind: "refusing" }
  /** Connections are taken and ended at once. */
  | { readonly kind: "hanging up" }
  /** It takes everything and answers nothing. */
  | { readonly kind: "silent" }
  /** It answers each piece with these bytes. */
  | { readonly kind: "saying"; readonly bytes: string };

export class TcpProxy {
  #mode: ProxyMode = { kind: "through" };
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();
  /** Callers' connections that are slow, by milliseconds. */
  readonly #slow = new Map<Socket, number>();
  readonly #callers = new Set<Socket>();

  private constructor(
    readonly port: number,
    private readonly to: number,
  ) {}

  static async start(port: number, to: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(port, to);
    await proxy.#listen();
    return proxy;
  }

  /** Connections from before are ended, so that the next ones meet the mode. Slowness and silence also meet open ones. */
  async become(mode: ProxyMode): Promise<void> {
    this.#mode = mode;
    if (mode.kind === "slow" || mode.kind === "silent") return;
    await this.stop();
    if (mode.kind !== "refusing") await this.#listen();
  }

  /** How many callers are connected. */
  get connections(): number {
    return this.#callers.size;
  }

  /** Holds back answers on the connection that was opened first, and on no other. */
  slowDownFirst(milliseconds: number): void {
    const [first] = this.#callers;
    if (first !== undefined) this.#slow.set(first, milliseconds);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = null;
    if (server !== null) await new Promise((resolve) => server.close(resolve));
  }

  async #listen(): Promise<void> {
    const server = createServer((socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.port, "127.0.0.1", resolve);
    });
    this.#server = server;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => this.#sockets.delete(socket));
  }

  #accept(socket: Socket): void {
    this.#keep(socket);
    this.#callers.add(socket);
    socket.once("close", () => {
      this.#callers.delete(socket);
      this.#slow.delete(socket);
    });
    const { kind } = this.#mode;
    if (kind === "hanging up") {
      socket.destroy();
      return;
    }
    if (kind === "saying") {
      const { bytes } = this.#mode as ProxyMode & { readonly kind: "saying" };
      socket.on("data", () => socket.write(bytes, "latin1"));
      return;
    }
    const server = createConnection({ host: "127.0.0.1", port: this.to });
    this.#keep(server);
    socket.on("data", (data) => {
      if (this.#mode.kind !== "silent") server.write(data);
    });
    server.on("data", (data) => {
      const mode = this.#mode;
      if (mode.kind === "silent") return;
      const delay = mode.kind === "slow" ? mode.milliseconds : this.#slow.get(socket);
      if (delay === undefined) socket.write(data);
      else setTimeout(() => socket.writable && socket.write(data), delay).unref();
    });
    socket.once("close", () => server.destroy());
    server.once("close", () => socket.destroy());
  }
}
