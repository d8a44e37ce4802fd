import { usage } from "../exit.js";
import { shellWord } from "../shell-word.js";
import type { Job, Plan } from "./job.js";

/** The command that fills a view. The view comes last: Airflow takes a command that ends in `.sh` for a file. */
export const commandOf = ({ program, target }: Plan, { view }: Job): string =>
  `${program} materialize --target ${shellWord(target)} ${view}`;

/** What a comment says of a job. */
export const titleOf = ({ view, cadence }: Job): string => `${view}: ${cadence.text}`;

/** Refuses a text that would begin another line of the file. */
export function oneLine(what: string, text: string): string {
  if (/[\r\n\0]/.test(text)) throw usage(`${what} has a line break, which no schedule can hold`);
  return text;
}
