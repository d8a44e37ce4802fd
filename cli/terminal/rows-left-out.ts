import type { SourceReport } from "../../runtime/index.js";
import { grouped, plural } from "./table.js";

/** Warnings about the sources' rows: one line for each reason why rows never count, or may count too early. */
export function rowsLeftOut(sources: readonly SourceReport[]): readonly string[] {
  return sources.flatMap(({ source, rows, time, withoutTime, withoutKey, writtenLate, judged, days }) => {
    const of = `of ${plural(rows, "row")}`;
    const ofJudged = judged === rows ? of : `of the ${plural(judged, "row")} that were looked at`;
    return [
      ...(withoutTime === 0
        ? []
        : [
            `${source}: ${grouped(withoutTime)} ${of} ${have(withoutTime)} no time in \`${time}\` and never ${counts(withoutTime)}`,
          ]),
      ...(withoutKey === 0
        ? []
        : [
            `${source}: ${grouped(withoutKey)} ${of} ${have(withoutKey)} a null in the source's key and never ${counts(withoutKey)}`,
          ]),
      ...(writtenLate === 0
        ? []
        : [
            `${source}: ${grouped(writtenLate)} ${ofJudged} ${writtenLate === 1 ? "was" : "were"} written after the time from which a view counts them: ` +
              "labels in between see what was not there yet; say `known` in the view",
          ]),
      ...(days
        ? [
            `${source}: the times in \`${time}\` are days, and count from 00:00 UTC: if a day's rows are known when it is over, ` +
              `write \`time: { column: ${time}, format: date, at: end }\``,
          ]
        : []),
    ];
  });
}

const have = (count: number): string => (count === 1 ? "has" : "have");
const counts = (count: number): string => (count === 1 ? "counts" : "count");

/** The report on a source as `--json` prints it. */
export const sourceJson = ({
  source,
  rows,
  estimated,
  withoutTime,
  withoutKey,
  writtenLate,
  judged,
}: SourceReport) => ({
  source,
  rows,
  ...(estimated === true ? { rowsEstimated: true } : {}),
  rowsWithoutTime: withoutTime,
  rowsWithoutKey: withoutKey,
  rowsWrittenLate: writtenLate,
  ...(judged === rows ? {} : { rowsJudged: judged }),
});
