import type { NamedType } from "../artifacts.js";
import type { Value } from "../values.js";
/** An entity's key, for messages: `customer_id 1, zip "z10"`. */
export declare function keyText(keys: readonly NamedType[], values: readonly Value[]): string;
/** Names the stored row of one entity, for messages. */
export declare function rowText(view: string, keys: readonly NamedType[], values: readonly Value[]): string;
