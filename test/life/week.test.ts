/**
 * A week in the life of a project: it is applied, filled, changed, broken, rolled back and pruned, by two machines, on
 * real stores. After every step each client that was ever deployed reads what the oracle says.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { Project } from "../../compiler/ir/index.js";
import { lookAtViews } from "../../runtime/materialize/look.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import { type Folder, folder } from "../cli/feat.js";
import { compileTexts } from "../oracle/support/compile.js";
import { builtFeat } from "../support/built.js";
import { ownPostgres } from "../support/own-postgres.js";
import { ownRedis } from "../support/own-redis.js";
import { compared, type Deployed, deploy, fingerprintOf, Stored } from "./deployed.js";
import { type Data, dayOf, filesOf, first, instant, sources } from "./shop.js";

interface Place {
  readonly online: string;
  readonly registry: string;
  readonly open: () => OnlineStore;
}
const places: Readonly<Record<string, () => Promise<Place>>> = {
  "an embedded store and a folder": async () => {
    const { path } = folder();
    return {
      online: `{ kind: embedded, path: ${path}/online }`,
      registry: `{ path: ${path}/registry }`,
      open: () => openEmbedded(`${path}/online`),
    };
  },
  "Redis and a registry in Postgres": async () => {
    const [redis, postgres] = [ownRedis(), await ownPostgres()];
    return {
      online: `{ kind: redis, url: "${redis}" }`,
      registry: `{ url: "${postgres}" }`,
      open: () => openRedis(redis),
    };
  },
};

/** A machine with a copy of the project and of its data. */
class Machine {
  readonly #folder: Folder = folder();
  #data: Data = { orders: [], customers: [] };
  #features = "";

  constructor(
    private readonly name: string,
    private readonly who: string,
    private readonly place: Place,
  ) {
    this.#folder.write("feat.yaml", this.#yaml);
    this.#folder.write("sources.yaml", sources);
  }

  get #yaml(): string {
    const { online, registry } = this.place;
    return `project: ${this.name}\nregistry: ${registry}\ntargets: { dev: { offline: { kind: duckdb }, online: ${online} } }\n`;
  }
  get features(): string {
    return this.#features;
  }
  get project(): Project {
    return compileTexts(this.#files).project;
  }
  get #files(): Readonly<Record<string, string>> {
    return { "feat.yaml": this.#yaml, "sources.yaml": sources, "shop.feat": this.#features };
  }

  has(data: Data): void {
    this.#data = data;
    for (const [file, text] of Object.entries(filesOf(data))) this.#folder.write(file, text);
  }
  writes(features: string): void {
    this.#features = features;
    this.#folder.write("shop.feat", features);
  }

  async feat(...argv: readonly string[]): Promise<{ readonly code: number; readonly document: Document }> {
    return this.at(undefined, ...argv);
  }
  async at(now: number | undefined, ...argv: readonly string[]) {
    const options = { env: { FEAT_USER: this.who }, ...(now === undefined ? {} : { now }) };
    const { code, out, err } = await this.#folder.feat([...argv, "--json"], options);
    expect(err).toBe("");
    return { code, document: JSON.parse(out) as Document };
  }
  /** The command as a process of its own. */
  async start(...argv: readonly string[]): Promise<ChildProcess> {
    return spawn(process.execPath, [await builtFeat(), ...argv, "--json"], {
      cwd: this.#folder.path,
      env: { ...process.env, FEAT_USER: this.who },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** Fills the views up to a day, and notes it. */
  async fills(stored: Stored, days: number): Promise<Readonly<Record<string, string>>> {
    const { code, document } = await this.feat("materialize", "--to", textOf(days));
    expect(code, JSON.stringify(document.diagnostics)).toBe(0);
    this.noted(stored, days);
    return Object.fromEntries(document.views!.map(({ view, mode, reason }) => [view, reason ?? mode]));
  }
  noted(stored: Stored, days: number): void {
    const { project } = this;
    const names = project.views.map((view) => view.name);
    stored.fill(project, names, this.#data, instant(days));
  }

  /** Generates the code, and builds a service with it. */
  async deploys(online: OnlineStore): Promise<Deployed> {
    expect(await this.feat("compile")).toMatchObject({ code: 0 });
    return deploy(this.#folder.path, this.name, this.#files, online);
  }
}

interface Document {
  readonly ok: boolean;
  readonly diagnostics: readonly { readonly message: string }[];
  readonly applied?: boolean;
  readonly version?: { readonly number: number };
  readonly views?: readonly { readonly view: string; readonly mode: string; readonly reason: string | null }[];
  readonly definitions?: readonly {
    readonly view: string;
    readonly fingerprint: string;
    readonly kept: string | null;
    readonly dropped: boolean;
  }[];
}

const textOf = (days: number): string => new Date(Number(instant(days) / 1000n)).toISOString();

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
}
const ended = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve) => {
    let out = "";
    child.stdout?.on("data", (bytes: Buffer) => {
      out += bytes.toString();
    });
    child.once("close", (code, signal) => resolve({ code, signal, out }));
  });

const both = (a: Data, b: Data): Data => ({
  orders: [...a.orders, ...b.orders],
  customers: [...a.customers, ...b.customers],
});

/** Edits of the project's text, in the order of the week. */
const wider = (text: string): string =>
  text
    .replace("spent  =", "most   = max(amount) over 7d\n  spent  =")
    .replace('== "DE"', '== "DE"\n  calm  = spending.most < 100.0');
const broken = (text: string): string => text.replace("over [1d, 7d]", "over [2d, 7d]");
const beside = (text: string): string =>
  `${text}view pace for customer from orders { orders_2d = count() over 2d, mean = avg(amount) over 5d }\nservice risk_v2 { pace.*, profile.*, signals.ratio }\n`;
const anns =
  "view regulars for customer from orders { ever = count() over lifetime }\nservice regulars_v1 { regulars.* }\n";
const bobs =
  "view extremes for customer from orders { least = min(amount) over 4d }\nservice extremes_v1 { extremes.*, profile.level }\n";

/** Kills the command when the backfill of a view has stored a part of its slices. */
async function killedWithin(child: ChildProcess, online: OnlineStore, project: Project, view: string): Promise<void> {
  const gone = ended(child);
  const space = { project: project.name, view, fingerprint: fingerprintOf(project, view) };
  for (;;) {
    const [found] = await lookAtViews(online, [space]);
    if ((found?.state?.open?.done ?? 0) >= 2) break;
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  child.kill("SIGKILL");
  expect(await gone).toMatchObject({ signal: "SIGKILL" });
  const [found] = await lookAtViews(online, [space]);
  expect(found).toMatchObject({ meta: { asOf: null }, state: { last: null, open: { slices: 40 } } });
}

describe.each(Object.keys(places))("with %s", (kind) => {
  test("every read of every client is right on every day", { timeout: 300_000 }, async () => {
    const place = await places[kind]!();
    await using online = place.open();
    const name = `life_${process.pid}_${Object.keys(places).indexOf(kind)}`;
    const [ann, bob] = [new Machine(name, "ann", place), new Machine(name, "bob", place)];
    const stored = new Stored();
    const clients = new Map<string, Deployed>();
    let read = 0;
    /** The services that each client is refused, because their views are not filled. */
    const check = async (step: string): Promise<Readonly<Record<string, readonly string[]>>> => {
      const refusals: Record<string, readonly string[]> = {};
      for (const [client, deployed] of clients) {
        const { wrong, right, refused } = await compared(deployed, stored);
        expect(wrong, `${step}, ${client}`).toEqual([]);
        read += right;
        if (refused.length > 0) refusals[client] = [...refused].sort();
      }
      return refusals;
    };
    let data: Data = { orders: [], customers: [] };
    const comes = (more: Data): void => {
      data = both(data, more);
      for (const machine of [ann, bob]) machine.has(data);
    };
    for (const number of [-3, -2, -1, 0]) comes(dayOf(number));

    // Monday: the first version is applied, filled and deployed, each by a process of its own.
    ann.writes(first);
    for (const argv of [["apply"], ["compile"], ["materialize", "--to", textOf(0)]])
      expect(await ended(await ann.start(...argv))).toMatchObject({ code: 0 });
    ann.noted(stored, 0);
    clients.set("the first", await ann.deploys(online));
    expect(await check("Monday")).toEqual({});

    // Tuesday: new rows, read alone. Then a feature more, which is filled beside the old definition.
    comes(dayOf(1));
    expect(await ann.fills(stored, 1)).toEqual({ spending: "incremental", profile: "incremental" });
    expect(await check("Tuesday")).toEqual({});
    ann.writes(wider(ann.features));
    expect(await ann.feat("plan")).toMatchObject({ code: 0 });
    expect(await ann.feat("apply")).toMatchObject({ code: 0, document: { version: { number: 2 } } });
    clients.set("the wider", await ann.deploys(online));
    expect(await check("not filled yet")).toEqual({ "the wider": ["risk_v1"] });
    expect(await ann.fills(stored, 1)).toEqual({ spending: "full", profile: "incremental" });
    expect(await check("filled beside")).toEqual({});

    // Wednesday: a break is refused and changes nothing; the same as a service beside the old one is applied.
    comes(dayOf(2));
    await ann.fills(stored, 2);
    expect(await check("the old one stays as it was")).toEqual({});
    const good = ann.features;
    ann.writes(broken(good));
    expect(await ann.feat("plan")).toMatchObject({ code: 1 });
    expect(await ann.feat("apply")).toMatchObject({ code: 1 });
    expect(await ann.feat("registry", "show")).toMatchObject({ code: 0, document: { version: { number: 2 } } });
    ann.writes(beside(good));
    expect(await ann.feat("apply")).toMatchObject({ code: 0, document: { version: { number: 3 } } });
    clients.set("v2", await ann.deploys(online));
    expect(await check("v2 is not filled yet")).toEqual({ v2: ["risk_v2"] });
    await ann.fills(stored, 2);
    expect(await check("v2")).toEqual({});

    // Thursday: two machines apply at once. One wins; the other takes in what came, and applies on top of it.
    comes(dayOf(3));
    const shared = ann.features;
    ann.writes(shared + anns);
    bob.writes(shared + bobs);
    const rivals = await Promise.all((await Promise.all([ann.start("apply"), bob.start("apply")])).map(ended));
    expect(rivals.map(({ code }) => code).sort()).toEqual([0, 1]);
    const winner = rivals[0]!.code === 0 ? ann : bob;
    expect(await winner.feat("apply")).toMatchObject({ code: 0, document: { applied: false, version: { number: 4 } } });
    for (const machine of [ann, bob]) machine.writes(shared + anns + bobs);
    expect(await bob.feat("apply")).toMatchObject({ code: 0, document: { applied: true, version: { number: 5 } } });
    expect(await ann.feat("apply")).toMatchObject({ code: 0, document: { applied: false, version: { number: 5 } } });

    // A backfill of the new views is killed. Nobody reads a part of it, and the next run goes on.
    clients.set("the last", await ann.deploys(online));
    const backfill = ["materialize", "regulars", "extremes", "--to", textOf(3), "--slices", "40"];
    await killedWithin(await ann.start(...backfill), online, ann.project, "regulars");
    expect(await check("killed")).toEqual({ "the last": ["extremes_v1", "regulars_v1"] });
    const resumed = await bob.feat(...backfill);
    expect(resumed.code).toBe(0);
    expect(resumed.document.views).toMatchObject([
      { resumed: textOf(3).replace("000Z", "000000Z") },
      { resumed: null },
    ]);
    await bob.fills(stored, 3);
    expect(await check("Thursday")).toEqual({});

    // Friday: rows come late, orders are corrected, and one says that it was written long ago.
    comes(dayOf(4));
    const late = { order: 9001, customer: 8, amount: 77.5, at: 2.25, written: 3.9 };
    const corrected = data.orders
      .slice(-40, -36)
      .map((order) => ({ ...order, amount: order.amount * 2, written: 3.95 }));
    comes({
      orders: [late, ...corrected],
      customers: [{ customer: 3, country: "DE", level: 7, at: 1.5, written: 3.97 }],
    });
    expect(Object.values(await ann.fills(stored, 4)).sort()).toEqual(Array.from({ length: 5 }, () => "incremental"));
    expect(await check("late rows")).toEqual({});
    comes({ orders: [{ order: 9002, customer: 2, amount: 11, at: 3.25, written: 0.5 }], customers: [] });
    expect(await ann.fills(stored, 4.25)).toMatchObject({
      pace: expect.stringContaining("rows of source `orders`"),
      profile: "incremental",
    });
    expect(await check("behind the back")).toEqual({});

    // Saturday: the last version is taken back. Services of before read on; the old project is filled again.
    comes(dayOf(5));
    expect(await bob.feat("rollback", "3")).toMatchObject({ code: 0, document: { version: { number: 6 } } });
    expect(await check("rolled back")).toEqual({});
    bob.writes(shared);
    expect(await bob.feat("plan")).toMatchObject({ code: 0, document: { changes: [] } });
    await bob.fills(stored, 5);
    expect(await check("Saturday")).toEqual({});

    // Sunday: what nobody reads any more is dropped, and its clients are told so. All others read on.
    comes(dayOf(6));
    await bob.fills(stored, 6);
    const soon = Date.now() * 1000;
    const inTenDays = soon + 10 * 86_400e6;
    const kept = await bob.feat("prune", "--yes");
    expect(kept.document.definitions!.filter(({ dropped }) => dropped)).toEqual([]);
    const dry = await bob.at(inTenDays, "prune", "--keep", "7");
    const leaving = dry.document.definitions!.filter((each) => each.kept === null).map(({ view }) => view);
    expect(leaving.sort()).toEqual(["extremes", "regulars", "spending"]);
    expect(await check("said only")).toEqual({});
    const pruned = await bob.at(inTenDays, "prune", "--keep", "7", "--yes");
    expect(pruned.document.definitions!.filter(({ dropped }) => dropped)).toHaveLength(3);
    for (const view of ["extremes", "regulars"]) stored.drop(clients.get("the last")!.project, view);
    stored.drop(clients.get("the first")!.project, "spending");
    expect(await check("Sunday")).toEqual({ "the first": ["risk_v1"], "the last": ["extremes_v1", "regulars_v1"] });
    expect(await ann.feat("registry", "verify")).toMatchObject({ code: 0 });
    expect(read).toBeGreaterThan(12_000);
  });
});
