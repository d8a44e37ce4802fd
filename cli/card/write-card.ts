import { relative } from "node:path";
import { visible } from "../../runtime/visible.js";
import type { Cli } from "../cli.js";
import { writeWhole } from "../write-whole.js";
import { type Card, cardPathOf, cardText } from "./card.js";

/** Writes the card of an output beside it. Returns its path, relative to the current folder. */
export function writeCard(cli: Cli, card: Card, output: string): string {
  const path = cardPathOf(output);
  const shown = relative(cli.world.cwd, path);
  writeWhole(path, cardText(card), visible(shown));
  return shown;
}
