/** Limits of many calls with one timer. */
import { beforeEach, expect, test } from "vitest";
import { type Clock, Deadlines, Limited } from "../../runtime/online/deadlines.js";

/** Time that a test moves. */
let now = 0;
let started = 0;
const timers = new Map<NodeJS.Timeout, { readonly at: number; readonly action: () => void }>();
const clock: Clock = {
  now: () => now,
  start: (action, milliseconds) => {
    const timer = setTimeout(() => {}, 0);
    clearTimeout(timer);
    started++;
    timers.set(timer, { at: now + milliseconds, action });
    return timer;
  },
  clear: (timer) => void timers.delete(timer),
};
function advance(milliseconds: number): void {
  const end = now + milliseconds;
  for (;;) {
    const [next] = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
    if (next === undefined) break;
    timers.delete(next[0]);
    now = next[1].at;
    next[1].action();
  }
  now = end;
}

const ended: string[] = [];
class Named extends Limited {
  constructor(
    readonly name: string,
    private readonly then: () => void = () => {},
  ) {
    super();
  }
  override expire(): void {
    ended.push(`${this.name} at ${now}`);
    this.then();
  }
}
beforeEach(() => void ended.splice(0));

test("each ends at its own time, whatever the order in which they began, and what is done never ends", () => {
  const start = now;
  const at = (milliseconds: number) => start + milliseconds;
  const deadlines = new Deadlines(clock);
  const [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map((name) => new Named(name));
  deadlines.add(a!, 250);
  deadlines.add(b!, 20);
  advance(10);
  deadlines.add(c!, 250);
  deadlines.add(d!, 250);
  deadlines.add(e!, 5);
  deadlines.remove(c!);
  deadlines.remove(c!);
  advance(1000);
  expect(ended).toEqual([`e at ${at(15)}`, `b at ${at(20)}`, `a at ${at(250)}`, `d at ${at(260)}`]);
  expect(timers.size).toBe(0);
});

test("a thousand calls one after the other need one timer", () => {
  started = 0;
  const deadlines = new Deadlines(clock);
  for (let index = 0; index < 1000; index++) {
    const each = new Named("never");
    deadlines.add(each, 250);
    deadlines.remove(each);
  }
  expect(started).toBe(1);
  expect(timers.size).toBe(1);
  advance(250);
  expect(timers.size).toBe(0);
  expect(ended).toEqual([]);
});

test("what ends may begin another, and a fraction of a millisecond is waited for", () => {
  const start = now;
  const deadlines = new Deadlines(clock);
  const second = new Named("second");
  deadlines.add(new Named("first", () => deadlines.add(second, 0.5)), 0.5);
  advance(100);
  expect(ended).toEqual([`first at ${start + 1}`, `second at ${start + 2}`]);
});
