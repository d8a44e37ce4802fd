import type { Int } from "../values.js";

/** A part of an instant's local time, in UTC or in a zone. */
interface OfInstant<R> {
  (t: Int, zone?: string): R;
  (t: Int | null, zone?: string | null): R | null;
}
export declare const yearOfDate: import("./strict.js").Strict1<number, number>;
export declare const quarterOfDate: import("./strict.js").Strict1<number, number>;
export declare const monthOfDate: import("./strict.js").Strict1<number, number>;
export declare const weekOfDate: import("./strict.js").Strict1<number, number>;
export declare const dayOfDate: import("./strict.js").Strict1<number, number>;
export declare const dayOfYearDate: import("./strict.js").Strict1<number, number>;
export declare const dayOfWeekDate: import("./strict.js").Strict1<number, number>;
export declare const isWeekendDate: import("./strict.js").Strict1<number, boolean>;
export declare const yearOf: OfInstant<number>;
export declare const quarterOf: OfInstant<number>;
export declare const monthOf: OfInstant<number>;
export declare const weekOf: OfInstant<number>;
export declare const dayOf: OfInstant<number>;
export declare const dayOfYear: OfInstant<number>;
export declare const dayOfWeek: OfInstant<number>;
export declare const isWeekend: OfInstant<boolean>;
export declare const hourOf: OfInstant<number>;
export declare const minuteOf: OfInstant<number>;
export declare const secondOf: OfInstant<number>;
/** The units that `start_of` takes for a date. A timestamp takes those of the clock too. */
export declare const dayUnits: readonly string[];
export declare const calendarUnits: readonly string[];
interface StartOfDate {
  (days: number, unit: string): number;
  (days: number | null, unit: string | null): number | null;
}
export declare const startOfDate: StartOfDate;
interface StartOf {
  (t: Int, unit: string, zone?: string): Int;
  (t: Int | null, unit: string | null, zone?: string | null): Int | null;
}
export declare const startOf: StartOf;
