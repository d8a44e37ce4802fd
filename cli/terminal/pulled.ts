import { visible } from "../../runtime/visible.js";
import { type Cli, note, print } from "../cli.js";
import type { Pulled } from "../pull/index.js";
import { plural } from "./table.js";

/** Says what was done about a source, and on stderr what a person has to look at. */
export function reportPulled(
  cli: Cli,
  { source, action, added, changed, vanished, differs, leftOut, problem, file }: Pulled,
  shown: (file: string) => string,
): void {
  const name = visible(source);
  switch (action) {
    case "added":
      print(cli, `${cli.out.good("+")} ${name}: ${plural(added.length, "column")}, in ${shown(file)}`);
      break;
    case "updated": {
      const parts = [
        ...(added.length === 0 ? [] : [`${plural(added.length, "new column")}: ${added.join(", ")}`]),
        ...(changed.length === 0 ? [] : [`guessed again: ${changed.join(", ")}`]),
      ];
      print(cli, `${cli.out.good("~")} ${name}${parts.length === 0 ? "" : `: ${visible(parts.join("; "))}`}`);
      break;
    }
    case "unchanged":
      print(cli, `= ${name}`);
      break;
    case "open":
      note(
        cli,
        `${cli.err.warning("warning:")} ${name}: ${problem}, so it is in ${shown(file)} as a comment, for you to finish`,
      );
      break;
    case "unreadable":
      note(cli, `${cli.err.error("error:")} ${name}: ${visible(problem ?? "")}`);
      break;
  }
  if (vanished.length > 0)
    note(cli, `${cli.err.warning("warning:")} ${name}: not in the data any more: ${visible(vanished.join(", "))}`);
  if (differs.length > 0)
    note(
      cli,
      `${cli.err.warning("warning:")} ${name}: kept, though the data differ: ${visible(differs.join(", "))}; \`feat check --data ${name}\` says how`,
    );
  if (leftOut.length > 0)
    note(
      cli,
      `${cli.err.warning("warning:")} ${name}: left out, see the comments in ${shown(file)}: ${leftOut.map((column) => visible(JSON.stringify(column))).join(", ")}`,
    );
}
