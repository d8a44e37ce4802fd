import { Presets, SingleBar } from "cli-progress";
import type { World } from "../world.js";

/**
 * A bar that shows how far a long command is. It is on stderr, only on a terminal, and is gone when the command ends.
 */
export interface Progress {
  /** `done` is a fraction from 0 to 1, or null if it is not known. */
  show(text: string, done: number | null): void;
  stop(): void;
}

const silent: Progress = { show: () => {}, stop: () => {} };

export function progress(world: World, wanted: boolean): Progress {
  if (!wanted || !world.err.isTerminal || world.env.TERM === "dumb") return silent;
  const options = {
    clearOnComplete: true,
    hideCursor: true,
    format: "{bar} {percentage}% {text}",
    barsize: 30,
    fps: 10,
  };
  const bar = new SingleBar(options, Presets.shades_classic);
  let started = false;
  return {
    show: (text, done) => {
      const percent = Math.round((done ?? 0) * 100);
      if (!started) bar.start(100, percent, { text });
      else bar.update(percent, { text });
      started = true;
    },
    stop: () => {
      if (started) bar.stop();
      started = false;
    },
  };
}
