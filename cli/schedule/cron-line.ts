import { usage } from "../exit.js";
import type { Cadence } from "./cadence.js";
import { type Line, linesIn, type Times, timesOf } from "./times.js";

/** The five fields of cron. */
export const cronLine = ({ minutes, hours, days }: Line): string =>
  [field(minutes, 60), field(hours, 24), "*", "*", field(days, 7)].join(" ");

/** `*`, `5-59/15` or `1,4,6`. */
function field(values: readonly number[] | null, count: number): string {
  if (values === null) return "*";
  const [first = 0, second] = values;
  if (second === undefined) return String(first);
  const step = second - first;
  const isEven = count % step === 0 && values.length === count / step && values.every((x, i) => x === first + i * step);
  if (!isEven || values.length === 2) return values.join(",");
  return first === 0 ? `*/${step}` : `${first}-${count - 1}/${step}`;
}

/** The instants of a cadence for a scheduler that runs at whole minutes. `of`: what has the cadence, in errors. */
export function minuteTimes(of: string, cadence: Cadence, scheduler: string): Times {
  const times = timesOf(cadence);
  if (times !== null && linesIn(times).every(({ seconds }) => seconds.length === 1 && seconds[0] === 0)) return times;
  throw usage(
    `${of}: ${scheduler} runs at whole minutes, and so not ${cadence.text}`,
    "write whole minutes in the view, or take --for systemd",
  );
}
