import type { Project } from "../ir/index.js";
import { type Lookups, lookupsOf } from "../ir/lookups.js";
import { Meanings } from "../ir/meanings.js";
import { type Names, namesOf } from "./names.js";
import { type Raising, raisingOf } from "./raising.js";
import { type Variants, variantsOf } from "./variants.js";
import type { Style } from "./writer.js";

/** The state that the printers of a project share. It is computed once for all declarations. */
export interface Printing {
  readonly project: Project;
  readonly style: Style;
  readonly names: Names;
  readonly lookups: Lookups;
  readonly meanings: Meanings;
  readonly raising: Raising;
  readonly variants: Variants;
}

export function printingOf(project: Project, style: Style): Printing {
  const [names, lookups] = [namesOf(project), lookupsOf(project)];
  const meanings = new Meanings(project, lookups);
  const [raising, variants] = [raisingOf(project, lookups), variantsOf(project, names)];
  return { project, style, names, lookups, meanings, raising, variants };
}
