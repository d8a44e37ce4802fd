import type { DataHash } from "../../runtime/training/card/index.js";
import type { FileFormat } from "../../runtime/warehouse/warehouse.js";

/** The data that a run read. `data` is null if it was not hashed, or changed while it was read. */
interface ReadData {
  /** As the project or the command states it. */
  readonly place: string;
  readonly rows: number;
  readonly data: DataHash | null;
}

export interface Card {
  /** The version of this form. */
  readonly card: 1;
  /** The version of Feat. */
  readonly feat: string;
  /** What was run, where `folder` is the project's folder. */
  readonly command: string;
  readonly project: string;
  /** The project's folder, from the card's. */
  readonly folder: string;
  /** The hash of the project's manifest, by which a registry knows it. */
  readonly manifest: string;
  /** The revision of the project's folder; null without git. `modified`: files that git knows were changed. */
  readonly git: { readonly commit: string; readonly modified: boolean } | null;
  readonly service: string;
  readonly target: string;
  readonly warehouse: string;
  readonly options: {
    readonly time: string | null;
    readonly strategy: string | null;
    /** Sums of floats were added in any order: their last digits differ from run to run. */
    readonly anyOrder: boolean;
  };
  readonly labels: ReadData & {
    /** For a query: the folder that its paths are relative to, from the card's. */
    readonly folder?: string;
    /** The range of the labels' instants; null if none has a time. */
    readonly first: string | null;
    readonly last: string | null;
    readonly withoutTime: number;
  };
  readonly sources: readonly (ReadData & {
    readonly source: string;
    /** The number of rows is the engine's estimate. */
    readonly estimated?: true;
  })[];
  readonly features: readonly { readonly name: string; readonly type: string; readonly nulls: number }[];
  readonly output: {
    /** The file's name, in the card's folder. */
    readonly file: string;
    readonly format: FileFormat;
    readonly rows: number;
    readonly size: number;
    readonly sha256: string;
  };
}

export const cardPathOf = (output: string): string => `${output}.card.json`;

export const cardText = (card: Card): string => `${JSON.stringify(card, null, 2)}\n`;
