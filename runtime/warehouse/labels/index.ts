/**
 * The checks of labels that all engines share.
 *
 * In: labels as an engine reads them, and a service's inputs. Out: the column of each input and its conversion.
 * Always: a value that does not convert is an error with its row, counted from 1, and its column. No column is silently
 * dropped or renamed.
 */
export { checkNames } from "./check-names.js";
export { checkValues } from "./check-values.js";
export { areDates, type LabelInput, labelInputs } from "./inputs.js";
export {
  aboutLabels,
  type LabelColumn,
  type LabelData,
  type LabelEngine,
  labelsDoing,
  labelTitles,
} from "./label-data.js";
export { rangeOf, rangeOfRows } from "./range.js";
