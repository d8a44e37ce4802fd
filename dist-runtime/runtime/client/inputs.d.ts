import type { ServiceArtifact, Values } from "../artifacts.js";
import { type Edge } from "./edges/edge.js";
export interface Inputs {
  readonly keys: Values;
  readonly request: Values;
}
/** Says which input a message is about: the service, and the row if there are several. */
export type Where = () => string;
/**
 * Checks and converts a caller's input for one row. Every key must be present (null is an unknown key), and so must
 * every request field that is not nullable. No other field is allowed.
 */
export declare function inputReader(
  service: ServiceArtifact,
  edge: Edge<unknown>,
): (input: unknown, where: Where) => Inputs;
