import { messageOf, StoreError } from "../../errors.js";
import type { Link, LinkOptions } from "./driver.js";
import { RedisFailure } from "./failure.js";
import { type Node, nodeText, type Place } from "./place.js";
import { type Moment, prospectOf, reason } from "./reasons.js";
import type { Answered, Argument, Send } from "./send.js";

/** What a connection leads to: a node by its address, or the server that Sentinels name. */
export type Target =
  | { readonly kind: "node"; readonly node: Node; readonly replica: boolean }
  | { readonly kind: "sentinel"; readonly replica: boolean };

/**
 * A connection, one at a time. It is made when it is first needed, and again after it was lost.
 *
 * Always: one link of the driver serves one connection and never reconnects. It is used only when the server has
 * confirmed the URL's database, so no command runs on another database. An error is a `RedisFailure` that names the
 * address, never the password, and says whether trying again is of use. A link that has answered nothing for a while
 * although a call waited for it is given up, and so is one that nobody waits for any more.
 */
export class Connection {
  readonly #place: Place;
  readonly #target: Target;
  /** The link that calls use, or that is being made. */
  #current: { link: Link | null; readonly ready: Promise<Link> } | null = null;
  #closed = false;
  #worked = false;
  /** How many commands wait for an answer, and since when nothing was answered to them. */
  #waiting = 0;
  #silentSince = 0;
  /** Looks after links that answer nothing. It runs while commands wait, and a while longer. */
  #watch: NodeJS.Timeout | null = null;

  constructor(place: Place, target: Target) {
    this.#place = place;
    this.#target = target;
  }

  /** Whether it was ever used. */
  get worked(): boolean {
    return this.#worked;
  }

  async run<T>(command: (send: Send) => Promise<T>): Promise<T> {
    const open = this.#current?.link ?? null;
    const link = open !== null && !this.#closed ? open : await this.#link();
    let sent = 0;
    const send: Send = (name, args) => {
      sent++;
      this.#sending();
      return link.send(name, args);
    };
    try {
      const answer = await command(send);
      this.#worked = true;
      return answer;
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw this.#failed(link, error, sent > 0);
    } finally {
      this.#answered(sent);
    }
  }

  /**
   * Sends one command over the open link, without a promise. False if there is no open link; then nothing was done. A
   * failure is told as `run` throws it.
   */
  ask(name: string, args: readonly Argument[], answered: Answered): boolean {
    const link = this.#closed ? null : (this.#current?.link ?? null);
    if (link === null) return false;
    this.#sending();
    // The only one goes out at once.
    link.ask(name, args, new Asked(this, link, answered), this.#waiting > 1);
    return true;
  }

  /** An answer to what was asked. */
  worksAgain(): void {
    this.#worked = true;
    this.#answered(1);
  }

  /** What was asked has failed. */
  failed(link: Link, error: unknown): StoreError {
    this.#answered(1);
    return this.#failed(link, error, true);
  }

  #failed(link: Link, error: unknown, sent: boolean): StoreError {
    const failure = this.#failure(error, false, sent);
    if (failure.prospect.lost) this.#drop(link);
    return this.#closed ? this.#closedError() : failure;
  }

  #sending(): void {
    if (this.#waiting++ > 0) return;
    this.#silentSince = performance.now();
    this.#watch ??= setTimeout(this.#lookAfter, this.#longest).unref();
  }

  /** Something was answered to what was sent. */
  #answered(sent: number): void {
    this.#waiting -= sent;
    if (this.#waiting > 0) this.#silentSince = performance.now();
  }

  readonly #lookAfter = (): void => {
    this.#watch = null;
    if (this.#waiting === 0) return;
    const left = this.#silentSince + this.#longest - performance.now();
    if (left > 0) this.#watch = setTimeout(this.#lookAfter, left).unref();
    else if (this.#current?.link) this.#drop(this.#current.link);
  };

  /** How long a link may be silent if nobody asks. A call ends before. */
  get #longest(): number {
    return Math.max(this.#place.timeout, this.#place.writeTimeout) + SILENCE;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#watch ?? undefined);
    const link = this.#current?.link;
    const making = this.#current?.ready;
    this.#current = null;
    // A connection that is being made is not waited for: whoever made it sees that it is closed.
    making?.then(
      (late) => late !== link && late.disconnect(),
      () => {},
    );
    if (!link) return;
    const timer = setTimeout(() => link.disconnect(), this.#longest);
    await link.quit().finally(() => clearTimeout(timer));
  }

  /** A `StoreError` of this store, for problems that a call finds itself. */
  problem(what: string, cause?: unknown): StoreError {
    return new StoreError(this.#place.address, this.#text(what), { cause });
  }

  #text(what: string): string {
    const { place, target } = { place: this.#place, target: this.#target };
    const at = target.kind === "node" && place.mode === "cluster" ? `${nodeText(target.node)}: ` : "";
    return `Redis at ${place.address}: ${at}${what}`;
  }

  async #link(): Promise<Link> {
    if (this.#closed) throw this.#closedError();
    this.#current ??= this.#connect();
    return this.#current.ready;
  }

  /**
   * A call waited too long. Gives the link up if it has been silent for long. Returns what it may have waited for, if it
   * is known.
   */
  late(): string | null {
    if (this.#current === null) return null;
    const { link } = this.#current;
    if (link === null) return reason(new Error("ETIMEDOUT"), this.#moment(true));
    if (this.#waiting > 0 && performance.now() - this.#silentSince > SILENCE) this.#drop(link);
    return null;
  }

  #closedError(): StoreError {
    return new StoreError(this.#place.address, `the connection to Redis at ${this.#place.address} is closed`);
  }

  #connect(): { link: Link | null; readonly ready: Promise<Link> } {
    const made: { link: Link | null; ready: Promise<Link> } = { link: null, ready: this.#open(() => made) };
    made.ready.catch(() => {
      if (this.#current === made) this.#current = null;
    });
    return made;
  }

  async #open(mine: () => { link: Link | null }): Promise<Link> {
    const { connectLink } = await loadDriver();
    let link: Link;
    try {
      link = await connectLink(driverOptions(this.#place, this.#target), this.#longest, (ended) => this.#drop(ended));
    } catch (error) {
      throw this.#closed ? this.#closedError() : this.#failure(error, true, false);
    }
    const timer = setTimeout(() => link.disconnect(), this.#longest);
    try {
      await this.#prepare(link);
    } catch (error) {
      link.disconnect();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    if (this.#closed) {
      link.disconnect();
      throw this.#closedError();
    }
    mine().link = link;
    return link;
  }

  /**
   * A new connection uses database 0. If the driver's own SELECT fails, it stays there without an error, so we send
   * SELECT ourselves. A replica of a cluster answers reads only after READONLY.
   */
  async #prepare({ send }: Link): Promise<void> {
    const { database } = this.#place.url;
    if (database !== null && database !== 0)
      await this.#confirm(send("select", [String(database)]), `database ${database} can't be selected`);
    if (this.#target.replica && this.#place.mode === "cluster")
      await this.#confirm(send("readonly", []), "it can't be read from as a replica");
  }

  async #confirm(answering: Promise<unknown>, failed: string): Promise<void> {
    let answer: unknown;
    try {
      answer = await answering;
    } catch (error) {
      const failure = this.#failure(error, true, false);
      if (failure.prospect.lost || failure.prospect.passing) throw failure;
      throw this.problem(`${failed}: ${reason(error, this.#moment(false))}`, error);
    }
    if (String(answer) !== "OK") throw this.problem(`${failed}: it answered ${messageOf(answer)}`);
  }

  #drop(link: Link): void {
    if (this.#current?.link !== link) return;
    this.#current = null;
    link.disconnect();
  }

  #moment(connecting: boolean): Moment {
    return { connecting, tls: this.#place.url.tls };
  }

  #failure(error: unknown, connecting: boolean, sent: boolean): RedisFailure {
    const why = reason(error, this.#moment(connecting));
    const { lost, ...prospect } = prospectOf(error);
    return new RedisFailure(
      this.#place.address,
      this.#text(why),
      why,
      { ...prospect, lost: lost && !connecting, maybeDone: sent && prospect.maybeDone },
      { cause: error },
    );
  }
}

/** A command that was asked over a link. */
class Asked implements Answered {
  constructor(
    private readonly connection: Connection,
    private readonly link: Link,
    private readonly answered: Answered,
  ) {}

  resolve(answer: unknown): void {
    this.connection.worksAgain();
    this.answered.resolve(answer);
  }

  reject(error: unknown): void {
    this.answered.reject(this.connection.failed(this.link, error));
  }
}

/** Loads the driver, which takes longer than a connection. A store does it when it is opened. */
export const loadDriver = () => import("./driver.js");

/** How long a link may answer nothing while calls wait for it, in milliseconds. */
const SILENCE = 3000;

/** How long a Sentinel may take to answer, in milliseconds. Then the next one is asked. */
const SENTINEL_TIMEOUT = 1000;

function driverOptions(place: Place, target: Target): LinkOptions {
  const { username, password, family } = place.url;
  const tls = place.tls === null ? {} : { tls: place.tls };
  return {
    ...where(place, target),
    ...(username === null ? {} : { username }),
    ...(username === null && password === null ? {} : { password: password ?? "" }),
    ...tls,
    ...(family === null ? {} : { family }),
    connectTimeout: place.connectTimeout,
  };
}

function where(place: Place, target: Target): LinkOptions {
  if (target.kind === "node") return target.node;
  const { name, username, password } = place.sentinel;
  return {
    sentinels: [...place.nodes],
    name,
    role: target.replica ? "slave" : "master",
    sentinelCommandTimeout: Math.min(SENTINEL_TIMEOUT, place.connectTimeout),
    updateSentinels: false,
    ...(username === null ? {} : { sentinelUsername: username }),
    ...(password === null ? {} : { sentinelPassword: password }),
    ...(place.tls === null ? {} : { enableTLSForSentinelMode: true, sentinelTLS: place.tls }),
  };
}
