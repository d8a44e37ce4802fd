import type { Annotation } from "../ir/index.js";
import type { Detail } from "./change.js";

/** What people read about a declaration and no value depends on. */
export interface Described {
  readonly doc: string | null;
  readonly annotations?: readonly Annotation[];
  readonly pii?: true;
}

export function describedDetails(part: string | null, before: Described, after: Described): readonly Detail[] {
  const changed = (reason: string): Detail => ({ action: "changed", part, class: "metadata", reason });
  const pii = (one: Described): boolean => one.pii === true;
  return [
    ...(before.doc === after.doc ? [] : [changed("its doc comment changes")]),
    ...annotationDetails(before.annotations ?? [], after.annotations ?? []).map(changed),
    ...(pii(before) === pii(after)
      ? []
      : [changed(pii(after) ? "it becomes personal data" : "it is personal data no longer")]),
  ];
}

function annotationDetails(before: readonly Annotation[], after: readonly Annotation[]): readonly string[] {
  const texts = (all: readonly Annotation[]): readonly string[] => all.map(annotationText);
  const [old, now] = [texts(before), texts(after)];
  return [
    ...old.filter((text) => !now.includes(text)).map((text) => `it loses ${text}`),
    ...now.filter((text) => !old.includes(text)).map((text) => `it gains ${text}`),
  ];
}

const annotationText = ({ name, args }: Annotation): string => {
  const given = args.map((arg) => (arg.name === null ? "" : `${arg.name}: `) + JSON.stringify(arg.value));
  return args.length === 0 ? `@${name}` : `@${name}(${given.join(", ")})`;
};
