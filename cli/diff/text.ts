import type { Affected, Change, ChangeClass, Detail } from "../../compiler/diff/index.js";
import { visible } from "../../runtime/visible.js";
import type { Paint } from "../terminal/colours.js";

const marks = { added: "+", removed: "-", changed: "~" } as const;

/** A change for people: a line for the object, one for each difference, and who reads it. */
export function changeText(
  { kind, name, action, class: grave, details, affects, at }: Change,
  paint: Paint,
  shown: ((file: string) => string) | null,
): string {
  const place = at === null || shown === null ? "" : `  ${paint.dim(`${visible(shown(at.file))}:${at.line}`)}`;
  const head = `${marked(action, `${kind} ${visible(name)}`, paint)}  ${classText(grave, paint)}${place}`;
  const whole = details.every(({ part }) => part === null) && action !== "changed";
  const lines = whole ? [] : details.map((detail) => `    ${detailText(detail, paint)}`);
  const readers = affects.length === 0 ? [] : [`    read by ${affects.map(affectedText).join(", ")}`];
  return [head, ...lines, ...readers].join("\n");
}

const detailText = ({ action, part, class: grave, reason }: Detail, paint: Paint): string =>
  `${marked(action, visible(part === null ? reason : `${part}: ${reason}`), paint)}  ${classText(grave, paint)}`;

export const affectedText = ({ kind, name, owner, project }: Affected): string =>
  `${kind} ${project === null ? "" : `${visible(project)}/`}${visible(name)}${owner === null ? "" : ` (${visible(owner)})`}`;

const marked = (action: Detail["action"], text: string, paint: Paint): string => {
  const line = `${marks[action]} ${text}`;
  return action === "added" ? paint.good(line) : action === "removed" ? paint.bad(line) : line;
};

function classText(grave: ChangeClass, paint: Paint): string {
  switch (grave) {
    case "breaking":
      return paint.error(grave);
    case "rebuild":
    case "layout":
      return paint.warning(grave);
    case "values":
    case "added":
    case "metadata":
      return paint.dim(grave);
  }
}
