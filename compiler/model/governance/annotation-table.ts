/** The kinds of things that an annotation may stand before. */
export type Target =
  | "entity"
  | "request"
  | "source"
  | "view"
  | "transform"
  | "service"
  | "fn"
  | "enum"
  | "test"
  | "entityField"
  | "requestField"
  | "structField"
  | "column"
  | "feature"
  | "let"
  | "use"
  | "spread"
  | "expect"
  | "pick";

/** The names of the targets in messages. */
export const targetText: Readonly<Record<Target, string>> = {
  entity: "an entity",
  request: "a request",
  source: "a source",
  view: "a view",
  transform: "a transform",
  service: "a service",
  fn: "an `fn`",
  enum: "an `enum`",
  test: "a `test`",
  entityField: "a field of an entity",
  requestField: "a field of a request",
  structField: "a field of a struct",
  column: "a column of a source",
  feature: "a feature",
  let: "a `let`",
  use: "a `use`",
  spread: "a `...`",
  expect: "an `expect`",
  pick: "a pick",
};

export interface AnnotationRow {
  readonly on: readonly Target[];
  readonly arguments: {
    readonly least: number;
    readonly most: number;
    /** The names that arguments may have; true for any. */
    readonly named: boolean | readonly string[];
    /** Names of arguments that are dates: `2025-06-01`. */
    readonly dates?: readonly string[];
    readonly kinds: readonly ("string" | "number" | "boolean")[];
  };
  /** What its arguments must be, for messages. */
  readonly wants: string;
  readonly example: string;
}

const declarations = ["entity", "request", "source", "view", "transform", "service", "fn", "enum"] as const;
const text = ["string"] as const;

/** All annotations that Feat knows. */
export const annotationTable: Readonly<Record<string, AnnotationRow>> = {
  deprecated: {
    on: ["view", "feature", "source", "column", "entity", "request", "requestField", "transform", "service", "fn"],
    arguments: { least: 0, most: 2, named: ["until"], dates: ["until"], kinds: text },
    wants: "a text, a date `until`, both or nothing",
    example: '@deprecated("use x", until: "2025-06-01")',
  },
  owner: {
    on: [...declarations, "feature"],
    arguments: { least: 1, most: Number.POSITIVE_INFINITY, named: false, kinds: text },
    wants: "texts",
    example: '@owner("team")',
  },
  pii: {
    on: ["entity", "entityField", "request", "requestField", "source", "column", "view", "transform", "feature", "let"],
    arguments: { least: 0, most: 0, named: false, kinds: [] },
    wants: "no arguments",
    example: "@pii",
  },
  tags: {
    on: [...declarations, "entityField", "requestField", "column", "feature", "test"],
    arguments: {
      least: 1,
      most: Number.POSITIVE_INFINITY,
      named: true,
      kinds: ["string", "number", "boolean"],
    },
    wants: "texts, numbers, `true` or `false`, with names or without",
    example: '@tags(team: "growth", domain: "customer")',
  },
};
