import type { SourcesText } from "../../compiler/project/index.js";
import type { RawData } from "../../runtime/warehouse/data/index.js";
import type { DataPlace } from "./places.js";
import { plainName } from "./plain-name.js";
import { propose } from "./propose.js";
import { type Done, nothing } from "./pulled.js";
import { isOpenIn, openLines, sourceLines } from "./source-text.js";

/** The YAML file that a source goes to, and the names that sources have already, in lower case. */
export interface Into {
  readonly text: string;
  readonly yaml: SourcesText;
  readonly taken: Set<string>;
}

/** Declares data that no source reads yet. */
export async function addSource(
  { place: { base, text, location }, data }: { readonly place: DataPlace; readonly data: RawData },
  { text: before, yaml, taken }: Into,
  onProgress: (done: number) => void,
): Promise<Done> {
  const name = plainName(base, "data", taken);
  const proposal = await propose(data, { name, text, location }, onProgress);
  const columns = proposal.columns.map((column) => column.name);
  const leftOut = proposal.leftOut.map(({ column }) => column);
  const pulled = { ...nothing(name), added: columns, leftOut };
  if (proposal.time !== null && columns.length > 0)
    return { edits: yaml.addSources([sourceLines(proposal)]), pulled: { ...pulled, action: "added" } };
  const edits = isOpenIn(name, before) ? [] : yaml.addSources([openLines(proposal)]);
  const problem = columns.length === 0 ? "its data have no columns" : "no column of its data is a time";
  return { edits, pulled: { ...pulled, added: [], action: "open", problem } };
}
