import { textType } from "../../physical.js";
import { fileColumn, type Part, type RawColumn } from "../../sources/part.js";
import { literal } from "../text.js";

/**
 * The parts of files, with a column for each folder that is named like a value: `ds` of `ds=2024-01-31`. Only folders
 * below `root` count.
 */
export async function withFolders(
  files: readonly string[],
  root: string,
  partsOf: (files: readonly string[]) => Promise<readonly Part[]>,
): Promise<readonly Part[]> {
  const groups = new Map<string, { readonly names: readonly string[]; readonly files: string[] }>();
  for (const file of files) {
    const names = namesIn(file, root);
    const key = names.join("/");
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { names, files: [file] });
    else known.files.push(file);
  }
  const parts: Part[] = [];
  for (const { names, files: own } of groups.values()) {
    for (const part of await partsOf(own)) parts.push(names.length === 0 ? part : added(part, names));
  }
  return parts;
}

function namesIn(file: string, root: string): readonly string[] {
  const plain = root.replace(/\[([*?[])\]/g, "$1");
  const below = file.startsWith(`${plain}/`) ? file.slice(plain.length) : file;
  const folders = below.split("/").slice(0, -1);
  return folders.flatMap((folder) => (/^[^=]+=/.test(folder) ? [folder.slice(0, folder.indexOf("="))] : []));
}

function added(part: Part, names: readonly string[]): Part {
  const folders = names.map(
    (name): RawColumn => ({ name, sql: valueIn(name), physical: { ...textType, folder: true }, folder: true }),
  );
  return {
    ...part,
    columns: [...part.columns, ...folders],
    only: (files) => added(part.only(files), names),
    first: (rows) => {
      const own = part.first(rows);
      return own && added(own, names);
    },
    from: (columns, file) => part.from(columns, file || columns.some(({ folder }) => folder === true)),
  };
}

/** Writers escape characters in folder names as URLs do, and have a special name for null. */
function valueIn(name: string): string {
  const form = `/${name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}=([^/]*)/`;
  const text = `url_decode(regexp_extract(data."${fileColumn}", ${literal(form)}, 1))`;
  return `nullif(${text}, '__HIVE_DEFAULT_PARTITION__')`;
}

/** The value in a folder's name, as a file's path has it. Null if the path has no such folder. */
export function folderText(file: string, name: string): string | null {
  const folder = file.split("/").find((each) => each.startsWith(`${name}=`));
  return folder?.slice(name.length + 1) ?? null;
}
