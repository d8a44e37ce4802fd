import { jsonEdge } from "../../runtime/client/edges/json.js";
import type { Json } from "../../runtime/client/surface.js";
import { keyEncoder, type RowHead, rowCodec } from "../../runtime/codec/index.js";
import { packMeta, spaceText } from "../../runtime/online/meta.js";
import { clusterLayout } from "../../runtime/online/redis/layout.js";
import { scalar, type Type } from "../../runtime/types.js";
import type { Int, Value } from "../../runtime/values.js";

/** A row and its bytes, as `docs/online-format.vectors.json` shows them. Integers of 64 bits are texts. */
export interface Vector {
  readonly title: string;
  readonly project: string;
  readonly view: string;
  readonly fingerprint: string;
  readonly keys: readonly Type[];
  readonly key: readonly Json[];
  readonly columns: readonly Type[];
  readonly row: {
    readonly at: string;
    readonly time: string | null;
    readonly live: boolean;
    readonly until: string | null;
    readonly values: readonly Json[];
  };
  readonly meta: { readonly asOf: string | null; readonly complete: string | null; readonly retention?: string };
  readonly keyBytes: string;
  readonly shard: string;
  readonly rowBytes: string;
  readonly metaBytes: string;
}

export interface VectorCase {
  readonly title: string;
  readonly space?: readonly [project: string, view: string, fingerprint: string];
  readonly key: readonly (readonly [Type, Value])[];
  readonly head?: Partial<RowHead>;
  readonly values: readonly (readonly [Type, Value])[];
  readonly meta?: readonly [asOf: Int | null, complete: Int | null, retention?: Int];
}

const T = 1_707_472_800_000_000;
const nullable = (type: Type): Type => ({ ...type, nullable: true });
const array = (element: Type, size: number | null = null): Type => ({ kind: "array", element, size, nullable: true });
const decimal = (precision: number, scale: number): Type => ({ kind: "decimal", precision, scale, nullable: true });
const of = (name: Parameters<typeof scalar>[0]) => scalar(name, true);
const int = scalar("int64");
const colour: Type = { kind: "enum", name: "Colour", values: ["red", "dark blue"], nullable: false };

export const vectorCases: readonly VectorCase[] = [
  {
    title: "a key of one integer, and a row of a number and a text",
    key: [[int, 1]],
    values: [
      [of("int64"), 7],
      [of("string"), "é"],
    ],
  },
  {
    title: "every type of a key",
    key: [
      [scalar("bool"), true],
      [scalar("int32"), -1],
      [int, 2n ** 62n],
      [scalar("string"), "a\u0000😀"],
      [scalar("date"), -1],
      [scalar("timestamp"), T],
      [colour, "dark blue"],
    ],
    values: [],
  },
  { title: "a key without values", key: [], values: [[of("bool"), false]], meta: [null, null] },
  {
    title: "a key longer than 512 bytes is hashed",
    key: [[scalar("string"), "x".repeat(600)]],
    values: [[of("bool"), true]],
  },
  {
    title: "names with the characters that are escaped",
    space: ["p:1", "100%", "f:0"],
    key: [[int, -(2 ** 40)]],
    values: [[of("bool"), null]],
    meta: [T, null],
  },
  {
    title: "numbers at their limits",
    key: [[int, 2]],
    values: [
      [of("int32"), -(2 ** 31)],
      [of("int64"), 2n ** 63n - 1n],
      [of("int64"), -(2n ** 63n)],
      [of("int64"), 2 ** 53 - 1],
      [of("float64"), -1.5e300],
      [of("float32"), 0.5],
      [decimal(38, 10), 12345678901234567890123456789n],
      [decimal(5, 3), -7],
      [decimal(3, 0), 0],
    ],
  },
  {
    title: "texts, bytes and times",
    key: [[int, 3]],
    values: [
      [of("string"), ""],
      [of("string"), "y".repeat(200)],
      [of("json"), '{"a":[1,null]}'],
      [of("bytes"), Uint8Array.of(0, 255, 16)],
      [of("timestamp"), -1],
      [of("date"), 19_762],
      [nullable(colour), "red"],
    ],
  },
  {
    title: "nulls among nine values, and a row that ends",
    key: [[int, 4]],
    head: { time: T - 3_600_000_000, until: T + 1, live: true },
    values: Array.from({ length: 9 }, (_, index) => [of("int32"), index % 4 === 1 ? null : index] as const),
  },
  {
    title: "a row without a latest row, of a view whose rows expire",
    meta: [T, T - 1, 30 * 86_400_000_000],
    key: [[int, 5]],
    head: { time: null, live: false },
    values: [[of("string"), null]],
  },
  {
    title: "lists, vectors, structs and maps",
    key: [[int, 6]],
    values: [
      [array(of("string")), ["a", null, "b"]],
      [array(scalar("float32"), 3), [1, 0.25, -2]],
      [array(array(of("int64"))), [[], [1, null], null]],
      [
        {
          kind: "struct",
          nullable: true,
          fields: [
            { name: "a", type: of("int64") },
            { name: "b", type: array(of("bool")) },
          ],
        },
        { a: null, b: [true, false] },
      ],
      [
        { kind: "map", key: scalar("string"), value: of("int64"), nullable: true },
        new Map<Value, Value>([
          ["DE", 2],
          ["US", null],
        ]),
      ],
    ],
  },
];

export const headOf = (head: Partial<RowHead> = {}): RowHead => ({
  at: T,
  time: T - 1,
  live: true,
  until: null,
  ...head,
});

export function vectors(): readonly Vector[] {
  return vectorCases.map(({ title, space = ["shop", "stats", "f0"], key, head = {}, values, meta = [T, T] }) => {
    const [project, view, fingerprint] = space;
    const own = { project, view, fingerprint };
    const keys = key.map(([type], index) => ({ name: `k${index}`, type }));
    const columns = values.map(([type], index) => ({ name: `c${index}`, type }));
    const keyBytes = keyEncoder(keys)(key.map(([, value]) => value));
    const codec = rowCodec({ latest: columns, aggregates: [] }, spaceText(own));
    const full = headOf(head);
    const rowBytes = codec.encode(
      keyBytes,
      full,
      values.map(([, value]) => value),
    );
    const json = ([type, value]: readonly [Type, Value]) => jsonEdge.writer(type)(value);
    const text = (instant: Int | null) => (instant === null ? null : String(instant));
    return {
      title,
      ...own,
      keys: keys.map(({ type }) => type),
      key: key.map(json),
      columns: columns.map(({ type }) => type),
      row: {
        at: String(full.at),
        time: text(full.time),
        live: full.live,
        until: text(full.until),
        values: values.map(json),
      },
      meta: {
        asOf: text(meta[0]),
        complete: text(meta[1]),
        ...(meta[2] === undefined ? {} : { retention: String(meta[2]) }),
      },
      keyBytes: keyBytes.toString("hex"),
      shard: clusterLayout().shardOf(keyBytes).index.toString(16).padStart(2, "0"),
      rowBytes: rowBytes.toString("hex"),
      metaBytes: packMeta(own, {
        asOf: meta[0],
        complete: meta[1],
        ...(meta[2] === undefined ? {} : { retention: meta[2] }),
      }).toString("hex"),
    };
  });
}
