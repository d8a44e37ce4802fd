import type { Redis } from "ioredis";
import type { Script } from "./script.js";
export declare function runScript(client: Redis, script: Script, keys: Buffer[], values: Buffer[]): Promise<unknown>;
