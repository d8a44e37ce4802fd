import { createRequire as $createRequire } from "node:module";
const require = $createRequire(import.meta.url);

import { DataError, FeatureError, InputError, NotMaterializedError, StoreError } from "../chunks/chunk-3N4C6R2J.js";
import { openEmbedded } from "../chunks/chunk-3XDEOEZY.js";
import {
  aggregates_exports,
  callExtern,
  createClientRuntime,
  functions_exports,
  onlineStores,
} from "../chunks/chunk-FOX7OVWN.js";
import { openRedis } from "../chunks/chunk-MSQII4C4.js";

export {
  aggregates_exports as aggregates,
  callExtern,
  createClientRuntime,
  DataError,
  FeatureError,
  functions_exports as functions,
  InputError,
  NotMaterializedError,
  onlineStores,
  openEmbedded,
  openRedis,
  StoreError,
};
//# sourceMappingURL=service.js.map
