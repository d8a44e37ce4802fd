import type { Project } from "../ir/index.js";
import { type Lookups, lookupsOf } from "../ir/lookups.js";
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
  readonly raising: Raising;
  readonly variants: Variants;
}

export function printingOf(project: Project, style: Style): Printing {
  const [names, lookups] = [namesOf(project), lookupsOf(project)];
  return { project, style, names, lookups, raising: raisingOf(project, lookups), variants: variantsOf(project, names) };
}
