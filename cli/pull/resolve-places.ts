import { dirname, join, resolve } from "node:path";
import type { DeclaredSource } from "../../compiler/project/index.js";
import type { Cli } from "../cli.js";
import { type DataPlace, filePlaces, findTable, tablePlace } from "./places.js";
import type { PullProject } from "./pulled.js";
import type { Warehouses } from "./warehouses.js";

/** A source to update, or data to declare. */
export type Request =
  | { readonly kind: "source"; readonly declared: DeclaredSource }
  | { readonly kind: "new"; readonly place: DataPlace };

/**
 * Finds the sources and data that the arguments name. An argument is a file, a pattern, a folder of files, a source, or
 * a table of the target. If a source already reads the data, the result is that source. Without arguments, it is all
 * sources.
 */
export async function resolvePlaces(
  cli: Cli,
  { dir, config }: PullProject,
  newFile: string,
  said: readonly string[],
  warehouses: Warehouses,
): Promise<readonly Request[]> {
  const sources = config.sources;
  if (said.length === 0) return sources.map((declared) => ({ kind: "source", declared }));
  const folder = dirname(join(dir, newFile));
  const found: Request[] = [];
  for (const text of said) {
    const [, table] = /^table:(.+)$/s.exec(text) ?? [];
    const declared = sources.find(({ source }) => source.name === text);
    const files = table === undefined ? filePlaces(text, cli.world.cwd, folder) : null;
    if (table !== undefined) found.push(known(tablePlace(table)));
    else if (files !== null) found.push(...files.map(known));
    else if (declared !== undefined) found.push({ kind: "source", declared });
    else found.push(known(findTable(text, await (await warehouses.target()).tables())));
  }
  return found;

  function known(place: DataPlace): Request {
    const declared = sources.find((each) => readsSame(each, place));
    return declared === undefined ? { kind: "new", place } : { kind: "source", declared };
  }

  function readsSame({ source }: DeclaredSource, { text, location }: DataPlace): boolean {
    const { location: main, elsewhere = {}, places = {} } = source;
    return [main, ...Object.values(elsewhere), ...Object.values(places)].some((own) => {
      if (own.kind === "file" && location.kind === "file")
        return resolve(dir, own.path) === resolve(location.folder, location.path);
      return own.kind === "table" && location.kind === "table" && Object.values(own.table).includes(text.text);
    });
  }
}
