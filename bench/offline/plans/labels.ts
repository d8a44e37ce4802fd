import { type DataSet, sqlText } from "../../support/data.js";

/** The labels with their row numbers, which stand for their order. */
export const labelRows = (path: (data: DataSet) => string, labels: DataSet, key: string): string =>
  `SELECT file_row_number AS n, ${key}, event_timestamp AS t FROM read_parquet(${sqlText(path(labels))}, file_row_number = true)`;

export const rowsOf = (path: (data: DataSet) => string, data: DataSet): string =>
  `read_parquet(${sqlText(path(data))})`;
