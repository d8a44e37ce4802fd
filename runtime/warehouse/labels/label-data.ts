import { DataError } from "../../errors.js";
import type { Type } from "../../types.js";
import type { Physical } from "../physical.js";
import type { Conversion } from "../sources/conversion.js";
import type { Labels } from "../warehouse.js";

/** A column of the labels: how it is read, and its name in messages and output. */
export interface LabelColumn {
  readonly name: string;
  /** The column has no name in the file; `name` stands for it. */
  readonly unnamed?: true;
  readonly sql: string;
  readonly physical: Physical;
}

/** Labels as an engine reads them. */
export interface LabelData {
  /** How messages name them: `label file labels.csv`, `label table public.labels`, `label query`. */
  readonly title: string;
  readonly columns: readonly LabelColumn[];
  /** The text that may follow FROM. */
  readonly from: string;
  /** SQL for a row's number, from 1. By default the engine counts. */
  readonly rowNumber?: string;
  /** Advice for times that are numbers: the code that makes times of them. */
  readonly timesOf: (column: string, unit: string) => string;
}

/** How an engine reads labels. */
export interface LabelEngine {
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
  /** The engine's name of a text's type. */
  readonly textType: string;
  readonly conversion: (type: Type, physical: Physical, value: string) => Conversion;
  readonly converts: (type: Type, physical: Physical) => boolean;
}

/** How messages name labels. */
export const labelTitles = {
  file: (path: string) => `label file ${path}`,
  table: (name: string) => `label table ${name}`,
  query: () => "label query",
} as const;

/** What begins messages about labels. */
export function labelsDoing(labels: Labels): string {
  switch (labels.kind) {
    case "file":
      return `${labelTitles.file(labels.path)}: `;
    case "table":
      return `${labelTitles.table(labels.table)}: `;
    case "query":
      return `${labelTitles.query()}: `;
    case "rows":
      return "labels: ";
  }
}

/** Errors about these labels begin with their title. */
export async function aboutLabels<T>(title: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof DataError) || error.message.startsWith(title)) throw error;
    throw new DataError(`${title}: ${error.message}`, { cause: error });
  }
}
