import type { View } from "../ir/index.js";
import type { Column, Landing } from "./algebra.js";

/** The columns that say when a row is visible, and under `known` where it lies in a window. */
export const arrivals = (view: View, delayMicros: string | null): readonly Column[] => [
  arrival("@arrive", view, delayMicros, view.known),
  ...(landingOf(view) === "@lands" ? [arrival("@lands", view, delayMicros, false)] : []),
];
const arrival = (name: Landing, { boundary }: View, delayMicros: string | null, known: boolean): Column => ({
  name,
  value: { node: "arrive", delayMicros, before: boundary === "before", known },
});

/** The column of a view's rows that says where a row lies in a window. */
export const landingOf = (view: View): Landing => (view.known && view.aggregates.length > 0 ? "@lands" : "@arrive");
