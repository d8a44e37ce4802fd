import { plucker, recordBuilder } from "../codec/index.js";
import { MOST, type Statuses } from "./status-records.js";
import type { Status } from "./surface.js";

interface Path {
  readonly name: string;
  readonly step: string;
  readonly feature: string;
}

/**
 * The statuses of a service's features, from those of its steps. Steps share their records among rows (`StatusRecords`),
 * and so do the services: the same records give the same record.
 */
export function joinedStatuses(paths: readonly Path[]): (steps: Readonly<Record<string, Statuses>>) => Statuses {
  const build = recordBuilder<Status>(paths.map(({ name }) => name));
  const pluck = plucker<Status>(paths.map(({ step, feature }) => [step, feature]));
  const used = [...new Set(paths.map(({ step }) => step))];
  let root = new Branch();
  let known = 0;
  const joined = (steps: Readonly<Record<string, Statuses>>): Statuses =>
    build(
      pluck(steps).map((status, index) => {
        const { name } = paths[index]!;
        if (status === undefined) throw new Error(`the artifact names \`${name}\`, which no step provides`);
        return status;
      }),
    );
  return (steps) => {
    let at = root;
    for (const step of used) {
      const statuses = steps[step];
      // A step whose features may throw has a record for each row.
      if (statuses === undefined || !Object.isFrozen(statuses)) return joined(steps);
      at = at.next(statuses);
    }
    if (at.record !== null) return at.record;
    const record = Object.freeze(joined(steps));
    at.record = record;
    if (++known > MOST) {
      root = new Branch();
      known = 0;
    }
    return record;
  };
}

class Branch {
  record: Statuses | null = null;
  readonly #next = new Map<Statuses, Branch>();

  next(statuses: Statuses): Branch {
    const known = this.#next.get(statuses);
    if (known !== undefined) return known;
    const made = new Branch();
    this.#next.set(statuses, made);
    return made;
  }
}
