import { zones } from "./literals.js";

/** The instants, in seconds, at which the clocks of the zones change, from 1900 on. */
export function transitions(): readonly number[] {
  return zones.flatMap((zone) => {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    const offset = (seconds: number): string =>
      format.formatToParts(seconds * 1000).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const found: number[] = [];
    const step = 20 * 86_400;
    for (let from = -2_208_988_800; from < 2_208_988_800; from += step) {
      let [low, high] = [from, from + step];
      if (offset(low) === offset(high)) continue;
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (offset(middle) === offset(low)) low = middle;
        else high = middle;
      }
      found.push(high);
    }
    return found;
  });
}
