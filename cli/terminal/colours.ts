import pico from "picocolors";
import type { Colours } from "../../compiler/diagnostics/index.js";
import type { Stream, World } from "../world.js";

export interface Paint extends Colours {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** Colours for one stream: on a terminal only, unless NO_COLOR or FORCE_COLOR says otherwise. */
export function paintFor(stream: Stream, env: World["env"]): Paint {
  const c = pico.createColors(wantsColour(stream, env));
  return {
    error: (text) => c.bold(c.red(text)),
    warning: (text) => c.bold(c.yellow(text)),
    help: c.cyan,
    dim: c.dim,
    bold: c.bold,
    good: c.green,
    bad: c.red,
  };
}

/**
 * NO_COLOR counts if it is set and not empty (no-color.org), and FORCE_COLOR unless it is 0 or false. NO_COLOR is
 * stronger.
 */
function wantsColour(stream: Stream, env: World["env"]): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return stream.isTerminal && env.TERM !== "dumb";
}
