/**
 * Dataset cards: what a training set was made from, beside it.
 *
 * In: a project, a training set that was written, hashes of what was read. Out: a card; of two cards, what differs.
 * Always: a card holds no secret, no clock and no absolute path but those that the user wrote, so that the same run writes the same card. Paths in
 * it are relative to its own folder.
 */
export { type Card, cardPathOf } from "./card.js";
export { type CardDifference, differencesBetween, differenceText } from "./differences.js";
export { type Hashed, hashInputs, type InputHash, LABELS } from "./inputs.js";
export { cardOf } from "./make-card.js";
export { readCard } from "./read-card.js";
export { writeCard } from "./write-card.js";
