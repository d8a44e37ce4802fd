import { createRequire as $createRequire } from "node:module";
const require = $createRequire(import.meta.url);

import { openEmbedded } from "./chunk-3XDEOEZY.js";
import "./chunk-3N4C6R2J.js";

export { openEmbedded };
//# sourceMappingURL=embedded-WQFOHO3N.js.map
