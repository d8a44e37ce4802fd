import type { JsonRow } from "../client/surface.js";

type Statuses = JsonRow["statuses"];
type StepOf = ReadonlyMap<string, string>;

/**
 * Counts the statuses of features in answers. A counter for each feature of each row would cost more than the answer, so
 * rows are counted by their record of statuses, which most of them share, and the features when somebody asks.
 */
export class StatusCounts {
  readonly #rows = new Map<Statuses, { readonly service: string; readonly stepOf: StepOf; count: number }>();

  constructor(private readonly counted: (service: string, step: string, status: string, count: number) => void) {}

  add(service: string, statuses: Statuses, stepOf: StepOf): void {
    const known = this.#rows.get(statuses);
    if (known !== undefined && known.service === service) {
      known.count++;
      return;
    }
    if (known !== undefined || this.#rows.size >= MOST) this.flush();
    this.#rows.set(statuses, { service, stepOf, count: 1 });
  }

  /** Counts what was added. */
  flush(): void {
    for (const [statuses, { service, stepOf, count }] of this.#rows)
      for (const [feature, status] of Object.entries(statuses))
        this.counted(service, stepOf.get(feature) ?? "", status, count);
    this.#rows.clear();
  }
}

/** So many records wait to be counted. */
const MOST = 1000;
