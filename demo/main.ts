/**
 * `npm run demo`: the main task, end to end, on this machine and without a server.
 *
 * In: the example projects under features/. Out: what was done, with row counts and times. The exit code is 1 if the
 * values read online differ from the training set. Always: it works again over the output of an earlier run. It writes
 * only to generated/, features/shop/data/ and the `.feat/` folders.
 */
import { thisMachine } from "../cli/world.js";
import { flightsDemo } from "./flights.js";
import { openScreen } from "./screen.js";
import { shopDemo } from "./shop.js";

const screen = openScreen(thisMachine());
const started = performance.now();

screen.banner("feat", "one definition: a training set, an online store, a typed client");
const checks = [...(await flightsDemo(screen)), ...(await shopDemo(screen))];

screen.end(checks, performance.now() - started);
if (checks.some((check) => check.different.length > 0)) process.exitCode = 1;
