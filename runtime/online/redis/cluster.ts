import type { StoreError } from "../../errors.js";
import type { Call } from "../call.js";
import { Connection } from "./connection.js";
import { type Redirect, RedisFailure } from "./failure.js";
import { type Node, nodeText, type Place } from "./place.js";
import { persist } from "./retry.js";
import type { Send } from "./send.js";
import type { Route, Servers } from "./servers.js";
import { readSlots, redirected, type SlotMap } from "./slots.js";

/** A command is sent on at most so often before it waits. */
const REDIRECTS = 5;
/** So many nodes are asked at once where the slots are. */
const ASKED = 5;

/**
 * A Redis Cluster: a connection to each node that a command needs.
 *
 * Always: the slots are asked for when the first command needs them, and again after a redirect, a failure or a call
 * that took too long. Whoever answers first is believed: a wrong answer leads to a redirect or a failure, and so to the
 * next question.
 */
export class ClusterServers implements Servers {
  readonly #place: Place;
  readonly #connections = new Map<string, Connection>();
  #slots: SlotMap | null = null;
  #asking: Promise<SlotMap> | null = null;
  #worked = false;
  #closed = false;

  constructor(place: Place) {
    this.#place = place;
  }

  get address(): string {
    return this.#place.address;
  }

  get topology(): string {
    return (this.#slots?.nodes ?? []).map((nodes) => (nodes?.[0] ? nodeText(nodes[0]) : "")).join(",");
  }

  async run<T>(call: Call, route: Route, command: (send: Send) => Promise<T>): Promise<T> {
    const again = route.again === true;
    let replica = route.replica && (again || this.#place.readFrom === "replica");
    const retries = { ...route, worked: () => this.#worked };
    return persist(call, retries, async () => {
      try {
        const answer = await this.#follow(call, await this.#nodeOf(route.slot, replica), { replica, again }, command);
        this.#worked = true;
        return answer;
      } catch (error) {
        if (error instanceof RedisFailure && !error.prospect.divided) {
          // A replica that fails is not asked again, since the primary has everything.
          replica = false;
          this.#refreshLater();
        }
        throw error;
      }
    });
  }

  /** A cluster has several ways to go, so `run` chooses. */
  ask(): boolean {
    return false;
  }

  async onEach<T>(call: Call, command: (send: Send) => Promise<T>): Promise<readonly T[]> {
    return persist(call, { worked: () => this.#worked }, async () => {
      const { primaries } = await this.#refresh();
      return Promise.all(primaries.map((node) => this.#connection(node, PRIMARY).run(command)));
    });
  }

  late(): string | null {
    this.#refreshLater();
    const known = [...this.#connections.values()].map((connection) => connection.late());
    return known.find((problem) => problem !== null) ?? null;
  }

  problem(what: string, cause?: unknown): StoreError {
    return this.#connection(this.#place.nodes[0]!, PRIMARY).problem(what, cause);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
  }

  /** Runs a command on a node, and where the node sends it. */
  async #follow<T>(call: Call, start: Node, kind: LinkKind, command: (send: Send) => Promise<T>): Promise<T> {
    let node = start;
    let asking = false;
    for (let redirects = 0; ; redirects++) {
      try {
        const connection = this.#connection(node, { ...kind, replica: kind.replica && redirects === 0 });
        return await connection.run(asking ? (send) => command(asked(send)) : command);
      } catch (error) {
        const redirect: Redirect | null = error instanceof RedisFailure ? error.prospect.redirect : null;
        if (redirect === null || redirects >= REDIRECTS || call.over) throw error;
        node = redirected(redirect.to, node);
        asking = redirect.kind === "ask";
        if (!asking) this.#refreshLater();
      }
    }
  }

  async #nodeOf(slot: number | null, replica: boolean): Promise<Node> {
    const { nodes, primaries } = this.#slots ?? (await this.#refresh());
    const [primary, ...replicas] = (slot === null ? primaries : nodes[slot]) ?? [];
    if (replica && replicas.length > 0) return replicas[Math.floor(Math.random() * replicas.length)]!;
    if (primary !== undefined) return primary;
    this.#slots = null;
    throw this.#uncovered();
  }

  #uncovered(): RedisFailure {
    const why = "no node of the cluster has the slot of a key";
    return new RedisFailure(
      this.#place.address,
      `Redis at ${this.#place.address}: ${why}`,
      why,
      { passing: true, lost: false, maybeDone: false, divided: false, redirect: null },
      {},
    );
  }

  #refreshLater(): void {
    this.#refresh().catch(() => {
      // The next command asks again.
    });
  }

  /** Asks some nodes where the slots are. */
  #refresh(): Promise<SlotMap> {
    if (this.#asking !== null) return this.#asking;
    const asking = this.#ask();
    this.#asking = asking;
    const done = () => {
      this.#asking = null;
    };
    asking.then(done, done);
    return asking;
  }

  async #ask(): Promise<SlotMap> {
    const seeds = this.#place.nodes;
    const known = shuffled(this.#slots?.primaries ?? []).slice(0, ASKED);
    const all = new Map([...known, ...seeds].map((node) => [nodeText(node), node]));
    const answers = [...all.values()].map((node) => this.#askNode(node));
    try {
      const slots = await Promise.any(answers);
      this.#slots = slots;
      this.#forget(slots);
      return slots;
    } catch (error) {
      throw error instanceof AggregateError ? (error.errors as readonly unknown[])[0] : error;
    }
  }

  async #askNode(node: Node): Promise<SlotMap> {
    const connection = this.#connection(node, PRIMARY);
    const answer = await connection.run((send) => send("cluster", ["slots"]));
    const slots = readSlots(answer, node);
    if (slots === null)
      throw connection.problem("it answered CLUSTER SLOTS in a way that Redis never does: is it a proxy?");
    if (slots.primaries.length === 0) throw this.#uncovered();
    return slots;
  }

  /** Closes connections to nodes that are not of the cluster any more. */
  #forget({ nodes }: SlotMap): void {
    const kept = new Set([...this.#place.nodes, ...nodes.flatMap((each) => each ?? [])].map(nodeText));
    for (const [key, connection] of this.#connections) {
      if (kept.has(key.split(" ")[0]!)) continue;
      this.#connections.delete(key);
      void connection.close();
    }
  }

  #connection(node: Node, { replica, again }: LinkKind): Connection {
    const key = `${nodeText(node)}${replica ? " replica" : ""}${again ? " again" : ""}`;
    const known = this.#connections.get(key);
    if (known !== undefined) return known;
    const connection = new Connection(this.#place, { kind: "node", node, replica });
    // A closed store makes no connection. This one is closed before it is used.
    if (this.#closed) void connection.close();
    this.#connections.set(key, connection);
    return connection;
  }
}

/** What a connection is for. A node has one for each kind that is needed. */
interface LinkKind {
  readonly replica: boolean;
  readonly again: boolean;
}
const PRIMARY: LinkKind = { replica: false, again: false };

/** Each command goes with the word that lets a node take it for a slot that is moving there. */
const asked =
  (send: Send): Send =>
  (name, args) => {
    // If it fails, so does the command.
    send("asking", []).catch(() => {});
    return send(name, args);
  };

function shuffled<T>(all: readonly T[]): T[] {
  const mixed = [...all];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
  }
  return mixed;
}
