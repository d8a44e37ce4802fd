/* The `extern fn`s of random programs, as a user would write them. None throws, and floats stay exact. */

export const x_int = (i: number | null, n: number): number => (i ?? 7) + 2 * n;
export const x_float = (x: number, n: number | null): number => (n === 2 ? Number.NaN : x * 0.5);
export const x_bool = (b: boolean | null, s: string | null): boolean | undefined => (s === "" ? undefined : b !== true);
export const x_string = (s: string, xs: readonly (number | null)[] | null): string => `${s}/${xs?.join(",") ?? "-"}`;
export const x_time = (t: Date, d: string | null): Date => (d === null ? t : new Date(t.getTime() + 1));
export const x_date = (d: string): string => `2024-03-${d.slice(8)}`;
export const x_decimal = (p: string): string => (p.startsWith("-") ? p.slice(1) : `-${p}`);
export const x_colour = (c: string | null): string => c ?? "red";
export const x_struct = (
  o: { readonly a: number | null; readonly b: string | null },
  mp: Readonly<Record<string, number | null>> | null,
): object => ({ a: mp?.a ?? o.a, b: mp === null ? o.b : Object.keys(mp).sort().join("") });
export const x_map = (mp: Readonly<Record<string, number | null>>, s: string | null): object =>
  new Map([...Object.entries(mp), [`${s}!`, 3]]);
export const x_list = (xs: readonly (number | null)[], n: number | null): readonly (number | null | undefined)[] => [
  ...xs,
  n,
  undefined,
];
export const x_json = (j: unknown): unknown => (Array.isArray(j) ? { length: j.length } : j);
export const x_vector = (w: readonly number[]): readonly number[] => w.map((x) => (x === 1 ? Number.NaN : x * 2));
