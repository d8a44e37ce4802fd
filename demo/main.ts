/**
 * `npm run demo`: the main job, end to end, on this machine and without a server.
 *
 * In: the example projects under features/. Out: what was done, with row counts and times; exit code 1 if what is read online is not
 * what was trained on.
 * Always: works again on what an earlier run left; writes to generated/, features/shop/data/ and the `.feat/` folders only.
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
