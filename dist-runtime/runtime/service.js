import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);
import {
  aggregates_exports,
  callExtern,
  createClientRuntime,
  functions_exports,
  onlineStores
} from "../chunks/chunk-FOX7OVWN.js";
import {
  openEmbedded
} from "../chunks/chunk-3XDEOEZY.js";
import {
  openRedis
} from "../chunks/chunk-MSQII4C4.js";
import {
  DataError,
  FeatureError,
  InputError,
  NotMaterializedError,
  StoreError
} from "../chunks/chunk-3N4C6R2J.js";
export {
  DataError,
  FeatureError,
  InputError,
  NotMaterializedError,
  StoreError,
  aggregates_exports as aggregates,
  callExtern,
  createClientRuntime,
  functions_exports as functions,
  onlineStores,
  openEmbedded,
  openRedis
};
//# sourceMappingURL=service.js.map
