import { createRequire as $createRequire } from "node:module";
const require = $createRequire(import.meta.url);

import { openRedis } from "./chunk-MSQII4C4.js";
import "./chunk-3N4C6R2J.js";

export { openRedis };
//# sourceMappingURL=redis-HJWPP3J5.js.map
