/**
 * Faults of an online store, as a service meets them.
 *
 * In: a server of a store behind a proxy. Out: tests.
 * Always: a client is opened once. Under each fault every call ends with an error that names the store and the cause, or
 * works; when the fault is over the client works again. An unhandled rejection fails the file.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createClientRuntime } from "../../runtime/client/index.js";
import type { ServiceClient } from "../../runtime/client/surface.js";
import { NotMaterializedError, StoreError } from "../../runtime/errors.js";
import type { OnlineStore, StoreSettings, ViewSpace } from "../../runtime/online/store.js";
import { hour, project, put, statsService, statsView } from "../runtime/artifacts.js";
import { type ProxyMode, TcpProxy } from "../support/proxy.js";
import { until } from "../support/until.js";
import { newSpace, openStore } from "./under-test.js";

/** A server that the tests can harm. */
export interface FaultyServer {
  readonly kind: string;
  readonly port: number;
  /** The settings that open it at a port. */
  readonly settings: (port: number) => StoreSettings;
  kill(): Promise<void>;
  /** Starts it again, without its data. */
  restart(): Promise<void>;
  /** Stops its process, and lets it go on. */
  suspend(): void;
  resume(): void;
  stop(): Promise<void>;
}

const T = 1_700_006_400 * 1_000_000;
const at = new Date(T / 1000);
const view = statsView();

/** Leaves a server no room for another row, and gives it room again. A store that takes as much as its disk has none. */
export interface Room {
  take(server: FaultyServer): Promise<void>;
  give(server: FaultyServer): Promise<void>;
}

export function faults(
  make: () => Promise<FaultyServer>,
  freePort: () => Promise<number>,
  name: string,
  room?: Room,
): void {
  describe(`faults of ${name}`, () => {
    let server: FaultyServer;
    let proxy: TcpProxy;
    let store: OnlineStore;
    let space: ViewSpace;
    let service: ServiceClient<{ customer_id: number }, Record<string, unknown>>;
    const open = (port: number, more: StoreSettings = {}) =>
      openStore(server.kind, { timeout: 250, write_timeout: 1000, ...server.settings(port), ...more });
    const serviceOf = (of: OnlineStore, { project: project_ }: ViewSpace) =>
      createClientRuntime(project(project_, [view], [statsService(view)]), { online: of }).service<
        { customer_id: number },
        Record<string, unknown>
      >("stats_v1");
    const row = (id: number) => ({ key: [id], at: T, time: T - hour, values: [id * 10, T - hour, 4, 2.5] });
    const fill = async (of: ViewSpace) => put(store, of, view, [row(1), row(2)], { asOf: T, complete: T });

    beforeAll(async () => {
      server = await make();
      proxy = await TcpProxy.start(await freePort(), server.port);
      store = await open(proxy.port);
      space = newSpace("stats");
      service = serviceOf(store, space);
      await until(() => fill(space).then(() => true));
    }, 60_000);
    afterAll(async () => {
      await store?.close();
      await proxy?.stop();
      await server?.stop();
    });
    afterEach(() => vi.useRealTimers());

    const calls: Readonly<Record<string, () => Promise<unknown>>> = {
      get: () => service.get({ customer_id: 1 }, { at }),
      "get of 50 rows": () =>
        service.getMany(
          Array.from({ length: 50 }, (_, id) => ({ customer_id: id })),
          { at },
        ),
      write: () => put(store, space, view, [row(1)], null),
      swap: () => store.swap(space, [{ key: Buffer.from("r"), expected: Buffer.from("no"), value: null }]),
      begin: () => store.begin(space),
      advance: () => store.advance(space, { asOf: 1, complete: null }),
    };

    /** What the calls say, several at once and again. A call that works says so. */
    async function said(names: readonly string[] = Object.keys(calls)): Promise<readonly string[]> {
      const texts: string[] = [];
      for (let again = 0; again < 2; again++)
        await Promise.all(
          names.map(async (call) => {
            try {
              await calls[call]!();
              texts.push(`${call} works`);
            } catch (error) {
              if (!(error instanceof StoreError)) throw error;
              expect(error.message, call).toContain(store.address);
              texts.push(error.message);
            }
          }),
        );
      return texts;
    }
    const works = () => until(async () => (await service.get({ customer_id: 1 }, { at })).features.spend === 10);

    const inBetween: readonly (readonly [title: string, mode: ProxyMode, message: RegExp])[] = [
      ["slow by two seconds", { kind: "slow", milliseconds: 2000 }, /no answer in time/],
      ["silent", { kind: "silent" }, /no answer in time|the connection was lost/],
      ["refusing connections", { kind: "refusing" }, /connection refused|the connection was lost/],
      ["hanging up", { kind: "hanging up" }, /ended the connection at once|the connection was lost/],
      [
        "replaced by a web server",
        { kind: "saying", bytes: "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n" },
        /does not speak|never does|no answer in time|the connection was lost/,
      ],
      [
        "replaced by one that greets at random",
        { kind: "saying", bytes: "\x00\xff\x13\x37 hello" },
        /does not speak|never does|no answer in time|the connection was lost/,
      ],
    ];
    test.each(inBetween)(
      "%s: each call ends in time with the cause, and works afterwards",
      async (_, mode, message) => {
        await proxy.become(mode);
        const texts = await said();
        expect(texts.length).toBe(2 * Object.keys(calls).length);
        for (const text of texts) expect(text).toMatch(message);
        await proxy.become({ kind: "through" });
        await works();
        expect(await said()).toEqual(texts.map(() => expect.stringMatching(/works$/)));
      },
      60_000,
    );

    test("suspended: each call ends in time, and works when the server goes on", async () => {
      server.suspend();
      try {
        for (const text of await said()) expect(text).toMatch(/no answer in time/);
      } finally {
        server.resume();
      }
      await works();
    }, 60_000);

    if (room !== undefined)
      test("full: writes fail with the cause, reads work, and writes do when there is room", async () => {
        await room.take(server);
        try {
          for (const text of await said(["get", "get of 50 rows"])) expect(text).toMatch(/works$/);
          for (const text of await said(["write"])) expect(text).toMatch(/is full/);
        } finally {
          await room.give(server);
        }
        expect(await said()).toEqual(expect.not.arrayContaining([expect.not.stringMatching(/works$/)]));
      }, 60_000);

    test("killed, and started again without its data: an error names the view, until it is filled", async () => {
      await server.kill();
      for (const text of await said())
        expect(text).toMatch(/connection refused|the connection was lost|ended the connection|no answer in time/);
      await server.restart();
      let error: unknown = null;
      await until(async () => {
        error = await service.get({ customer_id: 1 }, { at }).catch((thrown: unknown) => thrown);
        return !(error instanceof StoreError);
      });
      expect(error).toBeInstanceOf(NotMaterializedError);
      expect(String(error)).toMatch(/view stats is not in the online store at .*run `feat materialize stats`/);
      await until(() => fill(space).then(() => true));
      await works();
    }, 60_000);

    test("a client that is opened before the server works when the server is there", async () => {
      const port = await freePort();
      await using early = await open(port);
      const own = serviceOf(early, space);
      await expect(own.get({ customer_id: 1 }, { at })).rejects.toThrow(StoreError);
      const late = await TcpProxy.start(port, server.port);
      await until(async () => (await own.get({ customer_id: 1 }, { at })).features.spend === 10);
      await early.close();
      await late.stop();
    }, 60_000);

    test("a clock that goes back: a read before the stored instant is an error, and a timeout still ends a call", async () => {
      vi.useFakeTimers({ toFake: ["Date"] });
      vi.setSystemTime(at.getTime() + 1000);
      expect((await service.get({ customer_id: 1 })).features.spend).toBe(10);
      vi.setSystemTime(at.getTime() - 24 * 3_600_000);
      await expect(service.get({ customer_id: 1 })).rejects.toThrow(/can't read view stats at .*can't go back/);
      await proxy.become({ kind: "silent" });
      const reading = service.get({ customer_id: 1 });
      vi.setSystemTime(at.getTime() - 48 * 3_600_000);
      await expect(reading).rejects.toThrow(/no answer in time|the connection was lost/);
      vi.setSystemTime(at.getTime() + 2000);
      await proxy.become({ kind: "through" });
      await until(async () => (await service.get({ customer_id: 1 })).features.spend === 10);
    }, 60_000);

    test("a call has a timeout of its own, and ends when its signal aborts", async () => {
      await works();
      await proxy.become({ kind: "slow", milliseconds: 600 });
      const patient = await service.get({ customer_id: 1 }, { at, timeout: 30_000 });
      expect(patient.features.spend).toBe(10);
      await expect(service.get({ customer_id: 1 }, { at, timeout: 20 })).rejects.toThrow(/in time.* \(20 ms\)$/);
      const reason = new Error("the caller went away");
      const aborting = new AbortController();
      const reading = service.getMany([{ customer_id: 1 }], { at, signal: aborting.signal, timeout: 30_000 });
      aborting.abort(reason);
      await expect(reading).rejects.toBe(reason);
      await expect(
        service.get({ customer_id: 1 }, { at, signal: AbortSignal.timeout(20), timeout: 30_000 }),
      ).rejects.toMatchObject({ name: "TimeoutError" });
      await proxy.become({ kind: "through" });
      await works();
    }, 60_000);
  });
}
