import type { Row } from "./surface.js";
export declare function failedRow<F, V extends string>(error: Error): Row<F, V>;
