import type { SourceBinding } from "../../../artifacts.js";
import { type Bounds, dayMatters } from "../../sources/bounds.js";
import type { Matched } from "../../sources/match.js";
import { folderText } from "./folders.js";

/** Among files in folders named by day, those that can have rows within the bounds. */
export function withinBounds(source: SourceBinding, matched: Matched, bounds: Bounds | null): readonly Matched[] {
  const { part, columns } = matched;
  const time = columns.get(source.time.column);
  if (bounds === null || part.files === null || time?.folder !== true || source.time.format !== "date")
    return [matched];
  const files = part.files.filter((file) => {
    const day = folderText(file, time.name);
    return day === null || dayMatters(day, bounds);
  });
  if (files.length === part.files.length) return [matched];
  return files.length === 0 ? [] : [{ ...matched, part: part.only(files) }];
}
