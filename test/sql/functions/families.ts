import type { ScalarFunction } from "../../../compiler/functions/row.js";
import { arithmetic } from "../../../compiler/functions/scalar/arithmetic.js";
import { arrays } from "../../../compiler/functions/scalar/arrays.js";
import { casts } from "../../../compiler/functions/scalar/casts.js";
import { comparison } from "../../../compiler/functions/scalar/comparison.js";
import { logic } from "../../../compiler/functions/scalar/logic.js";
import { numbers } from "../../../compiler/functions/scalar/numbers.js";
import { ordering } from "../../../compiler/functions/scalar/ordering.js";
import { text } from "../../../compiler/functions/scalar/text.js";
import { time } from "../../../compiler/functions/scalar/time.js";

/** The scalar functions, by the table that they are in. */
export const families: readonly (readonly [name: string, functions: readonly ScalarFunction[]])[] = [
  ["arithmetic", arithmetic],
  ["comparison", comparison],
  ["logic", logic],
  ["ordering", ordering],
  ["numbers", numbers],
  ["text", text],
  ["arrays", arrays],
  ["time", time],
  ["casts", casts],
];
