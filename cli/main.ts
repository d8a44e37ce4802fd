#!/usr/bin/env node
import { run } from "./run.js";
import { thisMachine } from "./world.js";

// Not `process.exit()`: it would cut off output that is still on its way.
process.exitCode = await run(process.argv.slice(2), thisMachine());
