import type { CsvFormat } from "../../runtime/artifacts.js";
import { DataError } from "../../runtime/errors.js";
import { isFloat, isInteger } from "../../runtime/types.js";
import { type RawData, surveyOf } from "../../runtime/warehouse/data/index.js";
import type { DataPlace } from "./places.js";

/** The signs between fields that are tried if a comma does not separate them. */
const delimiters = [";", "\t", "|"] as const;

/**
 * The place with what its CSV files need to be read: a delimiter that is not a comma, and a decimal comma. Any other
 * place stays as it is. `open` opens a place.
 */
export async function withCsvForm(
  place: DataPlace,
  open: Open,
): Promise<{ readonly place: DataPlace; readonly data: RawData }> {
  const { location } = place;
  if (location.kind !== "file" || location.format !== "csv") return { place, data: await open(place) };
  // A file with other delimiters has one column, or rows that do not fit its first line.
  const tried = await attempt(open, place);
  if ("data" in tried && !hasOneColumn(tried.data)) return { place, data: tried.data };
  const delimiter = await delimiterOf(place, open);
  if (delimiter === null) {
    if ("data" in tried) return { place, data: tried.data };
    throw tried.error;
  }
  const plain = withForm(place, { delimiter });
  if (delimiter !== ";") return { place: plain, data: await open(plain) };
  // Where a semicolon is between fields, a comma is often before a number's fraction.
  const comma = withForm(place, { delimiter, decimal: "," });
  const [points, commas] = [await open(plain), await open(comma)];
  return (await numbersIn(commas)) > (await numbersIn(points))
    ? { place: comma, data: commas }
    : { place: plain, data: points };
}

type Open = (place: DataPlace) => Promise<RawData>;

async function attempt(
  open: Open,
  place: DataPlace,
): Promise<{ readonly data: RawData } | { readonly error: DataError }> {
  try {
    return { data: await open(place) };
  } catch (error) {
    if (error instanceof DataError) return { error };
    throw error;
  }
}

async function delimiterOf(place: DataPlace, open: Open): Promise<(typeof delimiters)[number] | null> {
  for (const delimiter of delimiters) {
    const tried = await attempt(open, withForm(place, { delimiter }));
    if ("data" in tried && tried.data.parts.length > 0 && !hasOneColumn(tried.data)) return delimiter;
  }
  return null;
}

const hasOneColumn = ({ parts }: RawData): boolean =>
  parts.some(({ columns }) => columns.filter(({ folder }) => folder !== true).length <= 1);

const withForm = (place: DataPlace, csv: CsvFormat): DataPlace => ({
  ...place,
  text: { ...place.text, csv: { value: csv, guess: "by the first line and the numbers" } },
  location: place.location.kind === "file" ? { ...place.location, csv } : place.location,
});

async function numbersIn(data: RawData): Promise<number> {
  const { columns } = await surveyOf(data);
  return columns.filter(({ type, values }) => type !== null && values > 0 && (isFloat(type) || isInteger(type))).length;
}
