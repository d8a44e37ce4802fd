import { basename, dirname, relative, sep } from "node:path";
import { manifestText } from "../../compiler/ir/manifest.js";
import type { TrainingArtifact } from "../../runtime/artifacts.js";
import { timestampText } from "../../runtime/functions/calendar.js";
import { snapshotId } from "../../runtime/registry/snapshot.js";
import { type DataHash, factsOf, hashFile } from "../../runtime/training/card/index.js";
import type { TrainingReport } from "../../runtime/training/index.js";
import { typeText } from "../../runtime/types.js";
import { outputFormatOf } from "../../runtime/warehouse/file-format.js";
import type { FileOutput } from "../../runtime/warehouse/warehouse.js";
import { relativePlace } from "../data-places.js";
import type { Loaded } from "../project.js";
import { shellWord } from "../shell-word.js";
import { version } from "../version.js";
import type { Card } from "./card.js";
import { commitOf } from "./git.js";
import { type InputHash, LABELS, placeOf } from "./inputs.js";

export interface Made {
  readonly service: string;
  readonly labels: string;
  readonly time: string | undefined;
  readonly strategy: string | undefined;
  readonly anyOrder: boolean;
  /** The folder that the labels' place is relative to. */
  readonly cwd: string;
  readonly target: string;
  readonly dialect: string;
  readonly loaded: Loaded;
  readonly artifact: TrainingArtifact;
  readonly report: TrainingReport;
  /** The file that was written. */
  readonly out: FileOutput;
  /** By the names of sources and `LABELS`. */
  readonly hashes: ReadonlyMap<string, InputHash>;
}

/** The card of a training set that was just written. */
export async function cardOf(made: Made): Promise<Card> {
  const { loaded, artifact, report, out } = made;
  const { path } = out;
  const folder = dirname(path);
  const format = outputFormatOf(out);
  const hashOf = (name: string): DataHash | null => {
    const found = made.hashes.get(name);
    return found !== undefined && "hash" in found ? found.hash : null;
  };
  const [facts, output] = [
    await factsOf(
      path,
      format,
      artifact.features.map(({ name }) => name),
    ),
    (await hashFile(path, { folder })).hash,
  ];
  const labels = relativePlace(made.labels, made.cwd, folder);
  const rows = new Map(report.sources.map((source) => [source.source, source]));
  return {
    card: 1,
    feat: version,
    command: commandOf(made, labels, basename(path)),
    project: loaded.project.name,
    folder: pathFrom(folder, loaded.dir),
    manifest: snapshotId(manifestText(loaded.project)),
    git: commitOf(loaded.dir),
    service: made.service,
    target: made.target,
    warehouse: made.dialect,
    options: { time: made.time ?? null, strategy: made.strategy ?? null, anyOrder: made.anyOrder },
    labels: {
      place: labels,
      ...(labels.startsWith("query:") ? { folder: pathFrom(folder, made.cwd) } : {}),
      rows: report.rows,
      first: instant(report.first),
      last: instant(report.last),
      withoutTime: report.labelsWithoutTime,
      data: hashOf(LABELS),
    },
    sources: (artifact.sources ?? []).map(({ name, binding }) => ({
      source: name,
      place: placeOf(binding.location),
      rows: rows.get(name)?.rows ?? 0,
      ...(rows.get(name)?.estimated === true ? { estimated: true } : {}),
      data: hashOf(name),
    })),
    features: artifact.features.map(({ name, type }) => ({
      name,
      type: typeText(type),
      nulls: facts.nulls.get(name) ?? 0,
    })),
    output: {
      file: basename(path),
      format,
      rows: facts.rows,
      size: output.kind === "files" ? output.size : 0,
      sha256: output.sha256,
    },
  };
}

const instant = (micros: TrainingReport["first"]): string | null => (micros === null ? null : timestampText(micros));

function commandOf(made: Made, labels: string, out: string): string {
  const words = [
    ["feat", "train", made.service, "--labels", labels, "--out", out, "--target", made.target],
    made.time === undefined ? [] : ["--time", made.time],
    made.strategy === undefined ? [] : ["--strategy", made.strategy],
    made.anyOrder ? ["--any-order"] : [],
  ];
  return words.flat().map(shellWord).join(" ");
}

const pathFrom = (folder: string, path: string): string => relative(folder, path).split(sep).join("/") || ".";
