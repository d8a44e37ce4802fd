import type { SourceBinding } from "../../artifacts.js";
import { visible } from "../../visible.js";

/** How messages name a source: the YAML line that states where its data is, and its name. */
export const sourcePlace = ({ at, source }: SourceBinding): string =>
  `${visible(at.file)}:${at.line} source ${source}: `;
