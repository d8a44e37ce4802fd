/**
 * Shrinks a failing program.
 *
 * In: a program, and a function that says whether a candidate still fails. Out: a program from which nothing more can
 * be left out. It uses only the shape of the syntax tree (`childKeys`), so that it also shrinks later additions to the
 * language. It leaves out list items, rows, labels and columns of sources, replaces an expression by one of its
 * operands or a literal, and replaces values by null.
 */
import { childKeys, children, type Node, parse, walk } from "../../grammar/index.js";
import { expressionKinds } from "./kinds.js";
import type { FuzzProgram } from "./program.js";

export type StillFails = (program: FuzzProgram) => Promise<boolean>;

export async function shrink(program: FuzzProgram, stillFails: StillFails, milliseconds: number): Promise<FuzzProgram> {
  const end = Date.now() + milliseconds;
  let best = program;
  const better: Better = async (candidate) => {
    if (Date.now() > end) return "no time";
    if (!(await stillFails(candidate))) return "no";
    best = candidate;
    return "yes";
  };
  const passes = [labels, declarations, rows, removals, replacements, yaml, values] as const;
  for (let before: FuzzProgram | null = null; before !== best && Date.now() < end; ) {
    before = best;
    for (const pass of passes) await pass(() => best, better);
  }
  return best;
}

type Better = (candidate: FuzzProgram) => Promise<"yes" | "no" | "no time">;
type Pass = (best: () => FuzzProgram, better: Better) => Promise<void>;

/**
 * Leaves out as many of `count` things as it can: first halves, then quarters, down to one at a time. `without` makes
 * the candidate.
 */
async function fewer(
  count: () => number,
  without: (from: number, to: number) => FuzzProgram | null,
  better: Better,
): Promise<void> {
  for (let size = Math.ceil(count() / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < count(); ) {
      const candidate = without(from, Math.min(count(), from + size));
      const answer = candidate === null ? "no" : await better(candidate);
      if (answer === "no time") return;
      if (answer === "no") from += size;
    }
  }
}

const labels: Pass = (best, better) =>
  fewer(
    () => best().labels.length,
    (from, to) => {
      const kept = best().labels.filter((_, i) => i < from || i >= to);
      return kept.length === 0 ? null : { ...best(), labels: kept };
    },
    better,
  );

const rows: Pass = async (best, better) => {
  for (const name of Object.keys(best().rows)) {
    const own = () => best().rows[name] ?? [];
    await fewer(
      () => own().length,
      (from, to) => ({ ...best(), rows: { ...best().rows, [name]: own().filter((_, i) => i < from || i >= to) } }),
      better,
    );
  }
};

/* The text */

const file = "main.feat";
const textOf = (program: FuzzProgram): string => program.files[file] ?? "";
const withText = (program: FuzzProgram, text: string): FuzzProgram => ({
  ...program,
  files: { ...program.files, [file]: text },
});

/** List items and optional parts, in the order of the text. */
const listed = cachingLast((text): readonly Node[] => {
  const found: Node[] = [];
  walk(parsed(text), (node) => {
    for (const key of childKeys[node.kind]) {
      const value: unknown = Reflect.get(node, key);
      if (Array.isArray(value)) found.push(...children(node).filter((child) => value.includes(child)));
      else if (value === null || value === undefined) continue;
      else if (optional.has(key)) found.push(...children(node).filter((child) => child === value));
    }
  });
  return found;
});
const parsed = cachingLast((text) => parse(text).file);

/** Keeps the last result. Most candidates are rejected, so the same text is asked for again and again. */
function cachingLast<T>(make: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly value: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, value: make(text) };
    return last.value;
  };
}
/** The keys of optional parts, which may be left out. */
const optional = new Set(["rollup", "where", "alias", "default", "at", "ttl", "delay", "over", "offset", "lastRows"]);

/**
 * Removes declarations from the end, since later declarations name earlier ones: an earlier one can go once nothing
 * names it.
 */
const declarations: Pass = async (best, better) => {
  const all = () => parsed(textOf(best())).declarations;
  for (let index = all().length - 1; index >= 0; index--) {
    const own = (): readonly Node[] => {
      const declaration = all()[index];
      return declaration === undefined
        ? []
        : [declaration, ...children(declaration).filter((child) => listed(textOf(best())).includes(child))];
    };
    const without = (from: number, to: number) => withText(best(), cut(textOf(best()), own().slice(from, to)));
    if ((await better(without(0, 1))) === "yes") continue;
    await fewer(() => own().length, without, better);
  }
};

const removals: Pass = async (best, better) => {
  const without = (from: number, to: number): FuzzProgram | null => {
    const text = textOf(best());
    return withText(best(), cut(text, listed(text).slice(from, to)));
  };
  await fewer(() => listed(textOf(best())).length, without, better);
};

/** The text without these nodes and the comma after each. */
function cut(text: string, nodes: readonly Node[]): string {
  const spans = nodes
    .map(({ span }) => ({ start: span.start, end: span.end + (/^\s*,/.exec(text.slice(span.end))?.[0].length ?? 0) }))
    .sort((a, b) => a.start - b.start);
  let kept = "";
  let at = 0;
  for (const { start, end } of spans) {
    if (start > at) kept += text.slice(at, start);
    at = Math.max(at, end);
  }
  return (kept + text.slice(at)).replace(/\n\s*\n/g, "\n").replace(/ {3,}/g, "  ");
}

const expressions: ReadonlySet<Node["kind"]> = new Set<Node["kind"]>(expressionKinds);
const atoms: ReadonlySet<Node["kind"]> = new Set<Node["kind"]>([
  "number",
  "string",
  "bool",
  "null",
  "nameExpr",
  "member",
]);
const simplest = ["null", "0", "1", "0.0", '""', "true", "false"];

const replacements: Pass = async (best, better) => {
  for (let index = 0; ; index++) {
    const text = textOf(best());
    const all: Node[] = [];
    walk(parsed(text), (node) => void (expressions.has(node.kind) && all.push(node)));
    const node = all[index];
    if (node === undefined) return;
    for (const candidate of insteadOf(text, node)) {
      const made = text.slice(0, node.span.start) + candidate + text.slice(node.span.end);
      // The replacement may itself be shrunk further.
      if (made.length >= text.length) continue;
      const answer = await better(withText(best(), made));
      if (answer === "no time") return;
      if (answer === "yes") {
        index--;
        break;
      }
    }
  }
};

function insteadOf(text: string, node: Node): readonly string[] {
  const operands: string[] = [];
  if (!atoms.has(node.kind))
    walk(
      node,
      (inner) =>
        void (
          inner !== node &&
          expressions.has(inner.kind) &&
          operands.push(text.slice(inner.span.start, inner.span.end))
        ),
    );
  return [...new Set([...operands.slice(0, 24), ...(node.kind === "null" ? [] : simplest)])];
}

/* Sources, columns and rows */

interface Yaml {
  readonly sources: Readonly<
    Record<string, Readonly<Record<string, unknown>> & { readonly columns: Readonly<Record<string, unknown>> }>
  >;
}
const yamlOf = (program: FuzzProgram): Yaml => JSON.parse(program.files["sources.yaml"] ?? "") as Yaml;
const withYaml = (program: FuzzProgram, sources: Yaml["sources"]): FuzzProgram => ({
  ...program,
  files: { ...program.files, "sources.yaml": JSON.stringify({ sources }, null, 1) },
});
/**
 * Columns with a role (time, created and so on). They are kept, since the oracle holds their values apart from the
 * columns.
 */
function roles(source: Yaml["sources"][string] | undefined): ReadonlySet<string> {
  const named = ["time", "created", "sequence", "deleted", "until"].map((role) => source?.[role]);
  return new Set(
    named.map((role) => String(typeof role === "object" && role !== null ? Reflect.get(role, "column") : role)),
  );
}

/** Removes sources and columns that nothing reads. */
const yaml: Pass = async (best, better) => {
  for (const name of Object.keys(yamlOf(best()).sources)) {
    const { [name]: own, ...others } = yamlOf(best()).sources;
    if (own === undefined || (await better(withYaml(best(), others))) === "yes") continue;
    const columns = () => Object.entries(yamlOf(best()).sources[name]?.columns ?? {});
    const kept = roles(own);
    await fewer(
      () => columns().length,
      (from, to) => {
        const left = columns().filter(([column], i) => i < from || i >= to || kept.has(column));
        const { sources } = yamlOf(best());
        return left.length === columns().length
          ? null
          : withYaml(best(), { ...sources, [name]: { ...own, columns: Object.fromEntries(left) } });
      },
      better,
    );
  }
};

/** Replaces cells by null: all cells of a row or label first, then fewer, down to one at a time. */
const values: Pass = async (best, better) => {
  for (const [index] of best().labels.entries()) {
    const label = () => best().labels[index]!;
    await nulled(
      new Set(),
      () => label().inputs,
      (inputs) => ({ ...best(), labels: best().labels.map((each, i) => (i === index ? { ...each, inputs } : each)) }),
      better,
    );
  }
  for (const name of Object.keys(best().rows)) {
    for (const [index] of (best().rows[name] ?? []).entries()) {
      const all = () => best().rows[name] ?? [];
      await nulled(
        roles(yamlOf(best()).sources[name]),
        () => all()[index]!.columns,
        (columns) => ({
          ...best(),
          rows: { ...best().rows, [name]: all().map((each, i) => (i === index ? { ...each, columns } : each)) },
        }),
        better,
      );
    }
  }
};

type Cells = FuzzProgram["labels"][number]["inputs"];
async function nulled(
  kept: ReadonlySet<string>,
  cells: () => Cells,
  put: (cells: Cells) => FuzzProgram,
  better: Better,
): Promise<void> {
  const full = () => [...cells()].filter(([name, value]) => value !== null && !kept.has(name)).map(([name]) => name);
  await fewer(
    () => full().length,
    (from, to) => {
      const gone = new Set(full().slice(from, to));
      return put(new Map([...cells()].map(([name, value]) => [name, gone.has(name) ? null : value])));
    },
    better,
  );
}
