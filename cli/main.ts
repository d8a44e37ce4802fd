#!/usr/bin/env node
import { run } from "./run.js";
import { thisMachine } from "./world.js";

// Not `exit`: what was written must reach its reader first.
process.exitCode = await run(process.argv.slice(2), thisMachine());
