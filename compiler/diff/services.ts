import { typeText } from "../../runtime/types.js";
import type { Service, ServiceFeature } from "../ir/index.js";
import type { Lookups } from "../ir/lookups.js";
import { type Meaning, meaning } from "../ir/meaning.js";
import type { Meanings } from "../ir/meanings.js";
import type { Detail } from "./change.js";
import { describedDetails } from "./described.js";
import { pairs } from "./pairs.js";
import { typeChange } from "./type-change.js";

/** A service with what each of its features reads. */
export interface ServiceSide {
  readonly service: Service;
  /** What decides a feature's value, apart from names. */
  readonly reads: (feature: ServiceFeature) => Meaning;
  /** What it reads, by name: `customer_stats.zip`. */
  readonly named: (feature: ServiceFeature) => string;
}

export function serviceSide(service: Service, { transforms }: Lookups, meanings: Meanings): ServiceSide {
  const steps = new Map(service.steps.map((step) => [step.id, step]));
  const made = new Map<string, Meaning>();
  const ownerOf = (id: string): string => {
    const step = steps.get(id);
    return step === undefined ? id : step.node === "read" ? step.view : step.transform;
  };
  /** What a step is given: keys, and the steps before it. Its id is only a name. */
  const givenTo = (id: string): Meaning => {
    const known = made.get(id);
    if (known !== undefined) return known;
    // Steps are listed after those that they read, so a step never reaches itself.
    const own = given(id);
    made.set(id, own);
    return own;
  };
  const given = (id: string): Meaning => {
    const step = steps.get(id);
    if (step === undefined) return id;
    if (step.node === "read")
      return meaning(
        "keys",
        step.keys.map(({ name, value }) => [name, meanings.expression(value, inputOf)]),
      );
    const views = transforms.get(step.transform)?.views ?? [];
    return meaning(
      "inputs",
      Object.entries(step.inputs).map(([ref, input]) => [
        views.find((view) => view.ref === ref)?.view ?? ref,
        givenTo(input),
      ]),
      Object.entries(step.keys).map(([theirs, ours]) => [theirs, ours]),
    );
  };
  const inputOf = (from: string, name: string): Meaning =>
    meaning("input", givenTo(from), meanings.feature(ownerOf(from), name));
  return {
    service,
    reads: ({ step, feature }) => inputOf(step, feature),
    named: ({ step, feature }) => `${ownerOf(step)}.${feature}`,
  };
}

export function serviceDetails(before: ServiceSide, after: ServiceSide): readonly Detail[] {
  const [old, now] = [before.service, after.service];
  return [
    ...inputDetails("key", old.keys, now.keys),
    ...inputDetails("request field", old.requests, now.requests),
    ...featureDetails(before, after),
    ...(old.allowsPii === now.allowsPii
      ? []
      : [
          {
            action: "changed",
            part: "allow pii",
            class: "metadata",
            reason: now.allowsPii === true ? "it may serve personal data" : "it may serve personal data no longer",
          } as const,
        ]),
    ...describedDetails(null, old, now),
  ];
}

type Input = Service["requests"][number] | Service["keys"][number];

function inputDetails(kind: string, before: readonly Input[], after: readonly Input[]): readonly Detail[] {
  return pairs(before, after).flatMap(({ name, before: old, after: now }): readonly Detail[] => {
    const part = `${kind} ${name}`;
    if (old === null && now !== null) {
      const optional = kind !== "key" && now.type.nullable;
      const reason = `it is new: ${typeText(now.type)}${optional ? ", and may be left out" : ", and callers must give it"}`;
      return [{ action: "added", part, class: optional ? "added" : "breaking", reason }];
    }
    if (now === null) return [{ action: "removed", part, class: "breaking", reason: "it is taken no longer" }];
    const type = typeChange(old!.type, now.type, "in");
    return [
      ...type.breaks.map((reason): Detail => ({ action: "changed", part, class: "breaking", reason })),
      ...type.other.map((reason): Detail => ({ action: "changed", part, class: "metadata", reason })),
      ...describedDetails(part, old!, now),
    ];
  });
}

function featureDetails(before: ServiceSide, after: ServiceSide): readonly Detail[] {
  const all = pairs(before.service.features, after.service.features);
  const added = all.flatMap((pair) => (pair.before === null && pair.after !== null ? [pair.after] : []));
  const removed = all.flatMap((pair) => (pair.after === null && pair.before !== null ? [pair.before] : []));
  const same = (old: ServiceFeature, now: ServiceFeature): boolean =>
    after.reads(now) === before.reads(old) && JSON.stringify(now.type) === JSON.stringify(old.type);
  return all.flatMap(({ name, before: old, after: now }): readonly Detail[] => {
    const part = `feature ${name}`;
    if (old === null) {
      const former = removed.find((other) => same(other, now!));
      const was = former === undefined ? "it is new" : `it was ${former.name}`;
      return [{ action: "added", part, class: "added", reason: `${was}: ${typeText(now!.type)}` }];
    }
    if (now === null) {
      const renamed = added.find((other) => same(old, other));
      const reason = renamed === undefined ? "it is removed" : `it is renamed to ${renamed.name}`;
      return [{ action: "removed", part, class: "breaking", reason }];
    }
    const type = typeChange(old.type, now.type, "out");
    return [
      ...type.breaks.map((reason): Detail => ({ action: "changed", part, class: "breaking", reason })),
      ...(before.reads(old) === after.reads(now)
        ? []
        : [
            {
              action: "changed",
              part,
              class: "values",
              reason: readingText(before.named(old), after.named(now)),
            } as const,
          ]),
      ...type.other.map((reason): Detail => ({ action: "changed", part, class: "metadata", reason })),
      ...describedDetails(part, { ...old, annotations: [] }, { ...now, annotations: [] }),
    ];
  });
}

const readingText = (before: string, after: string): string =>
  before === after
    ? `what it reads of ${after} is computed in another way`
    : `it reads ${after} now, and read ${before}`;
