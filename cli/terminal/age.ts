const units = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
] as const;

/** A length of time for people: `3.5 d`, `12 min`, `0.42 s`. */
export function ageText(seconds: number): string {
  const sign = seconds < 0 ? "-" : "";
  const size = Math.abs(seconds);
  const unit = units.find(([length]) => size >= length);
  if (unit === undefined) return `${sign}${size < 10 ? Number(size.toFixed(2)) : Math.round(size)} s`;
  return `${sign}${Number((size / unit[0]).toFixed(1))} ${unit[1]}`;
}
