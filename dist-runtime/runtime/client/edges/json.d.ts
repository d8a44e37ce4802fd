import type { Json } from "../surface.js";
import { type Edge } from "./edge.js";
/** The text of a value of type json. Without this wrapper a string would be read as a JSON string. */
export declare class JsonText {
  readonly text: string;
  constructor(text: string);
}
/** JSON. On the way in it also takes plain text and reads it by the declared type, as a command line passes it. */
export declare const jsonEdge: Edge<Json>;
