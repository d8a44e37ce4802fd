/** Limits of many calls with one timer. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Clock, Deadlines, Limited } from "../../runtime/online/deadlines.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** Time that the tests move. */
const clock: Clock = {
  now: () => performance.now(),
  start: (action, milliseconds) => setTimeout(action, milliseconds),
  clear: (timer) => clearTimeout(timer),
};

const ended: string[] = [];
class Named extends Limited {
  constructor(
    readonly name: string,
    private readonly then: () => void = () => {},
  ) {
    super();
  }
  override expire(): void {
    ended.push(`${this.name} at ${performance.now()}`);
    this.then();
  }
}
beforeEach(() => void ended.splice(0));

test("each ends at its own time, whatever the order in which they began, and what is done never ends", () => {
  const start = performance.now();
  const at = (milliseconds: number) => start + milliseconds;
  const deadlines = new Deadlines(clock);
  const [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map((name) => new Named(name));
  deadlines.add(a!, 250);
  deadlines.add(b!, 20);
  vi.advanceTimersByTime(10);
  deadlines.add(c!, 250);
  deadlines.add(d!, 250);
  deadlines.add(e!, 5);
  deadlines.remove(c!);
  deadlines.remove(c!);
  vi.advanceTimersByTime(1000);
  expect(ended).toEqual([`e at ${at(15)}`, `b at ${at(20)}`, `a at ${at(250)}`, `d at ${at(260)}`]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a thousand calls one after the other need one timer", () => {
  const timers = vi.spyOn(globalThis, "setTimeout");
  const deadlines = new Deadlines(clock);
  for (let index = 0; index < 1000; index++) {
    const each = new Named("never");
    deadlines.add(each, 250);
    deadlines.remove(each);
  }
  expect(timers).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(250);
  expect(vi.getTimerCount()).toBe(0);
  expect(ended).toEqual([]);
  timers.mockRestore();
});

test("what ends may begin another, and a fraction of a millisecond is waited for", () => {
  const start = performance.now();
  const deadlines = new Deadlines(clock);
  const second = new Named("second");
  deadlines.add(new Named("first", () => deadlines.add(second, 0.5)), 0.5);
  vi.advanceTimersByTime(100);
  expect(ended).toEqual([`first at ${start + 1}`, `second at ${start + 2}`]);
});
