import { FloatSum } from "../../aggregates/float-sum.js";
import { type Way, ways } from "../../aggregates/ways.js";
import type { Scratch } from "../../codec/scratch.js";
import { type ValueCodec, valueCodec } from "../../codec/values.js";
import { topGroups } from "../../functions/list-elements.js";
import type { StreamPart } from "../../stream-artifacts.js";
import { scalar } from "../../types.js";
import type { Int, Value } from "../../values.js";

/** What an aggregate is computed from, over rows and over the states of whole parts of a window, in their order. */
export interface State {
  /** The inputs of a row: null if it does not count. A row may count several times. */
  add(inputs: readonly Value[] | null, times: number): void;
  /** Adds what `write` wrote. */
  merge(from: Scratch): void;
  /** False if it cannot be kept. What was written then has no meaning. */
  write(to: Scratch): boolean;
  value(): Value;
}

/** Makes empty states of a part. */
export function stateMaker(part: StreamPart): () => State {
  const { types, by } = part;
  const way: Way = ways[part.aggregate];
  const codecs = types.map((type) => valueCodec(type));
  const own = ownMaker(way, codecs, part.n);
  if (by === null) return () => new OfRows(own());
  const key = valueCodec(by.type);
  return () => new Grouped(key, by.top ?? undefined, own);
}

/** A state of values that are not null. */
interface OwnState {
  add(value: Value, times: number): void;
  merge(from: Scratch): void;
  write(to: Scratch): boolean;
  value(): Value;
}

function ownMaker(way: Way, codecs: readonly ValueCodec[], n: number): () => OwnState {
  switch (way.kind) {
    case "ints":
      return () => new Ints(way.result);
    case "floats":
      return () => new Floats(way.result);
    case "values": {
      const codec = codecs.length === 1 ? codecs[0]! : pairCodec(codecs[0]!, codecs[1]!);
      return () => new Values(way, codec, n);
    }
  }
}

/** The value of a row of inputs: none for `count()`, one, or a pair. Null if one is null. */
function inputOf(inputs: readonly Value[], from: number): Value {
  if (inputs.length === from) return true;
  for (let index = from; index < inputs.length; index++) if (inputs[index] === null) return null;
  return inputs.length === from + 1 ? inputs[from]! : inputs.slice(from);
}

class OfRows implements State {
  constructor(private readonly own: OwnState) {}
  add(inputs: readonly Value[] | null, times: number): void {
    const value = inputs === null ? null : inputOf(inputs, 0);
    if (value !== null) this.own.add(value, times);
  }
  merge(from: Scratch): void {
    this.own.merge(from);
  }
  write(to: Scratch): boolean {
    return this.own.write(to);
  }
  value(): Value {
    return this.own.value();
  }
}

/** A state for each key. The first input of a row is its key. Rows whose value is null count for `top`. */
class Grouped implements State {
  readonly #groups = new Map<Value, { rows: number; readonly own: OwnState }>();
  constructor(
    private readonly key: ValueCodec,
    private readonly top: number | undefined,
    private readonly own: () => OwnState,
  ) {}

  #group(key: Value): { rows: number; readonly own: OwnState } {
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const made = { rows: 0, own: this.own() };
    this.#groups.set(key, made);
    return made;
  }

  add(inputs: readonly Value[] | null, times: number): void {
    const key = inputs === null ? null : inputs[0]!;
    if (inputs === null || key === null) return;
    const group = this.#group(key);
    group.rows += times;
    const value = inputOf(inputs, 1);
    if (value !== null) group.own.add(value, times);
  }

  merge(from: Scratch): void {
    for (let left = from.readCount(); left > 0; left--) {
      const group = this.#group(this.key.read(from));
      group.rows += from.readCount();
      group.own.merge(from);
    }
  }

  write(to: Scratch): boolean {
    to.writeCount(this.#groups.size);
    for (const [key, group] of this.#groups) {
      this.key.write(to, key);
      to.writeCount(group.rows);
      if (!group.own.write(to)) return false;
    }
    return true;
  }

  value(): Value {
    const groups = topGroups(this.#groups, ({ rows }) => rows, this.top);
    return new Map(groups.map(([key, { own }]) => [key, own.value()]));
  }
}

const large = valueCodec(scalar("string"));

/** A number while it is safe. A bool counts as 1 or 0. */
class Ints implements OwnState {
  #values = 0;
  #sum: Int = 0;
  constructor(private readonly result: (values: number, sum: bigint) => Value) {}

  add(value: Value, times: number): void {
    this.#values += times;
    if (typeof value === "boolean") this.#add(value ? times : 0);
    else if (typeof value === "number" && times === 1) this.#add(value);
    else if (typeof value === "number" || typeof value === "bigint") this.#add(BigInt(value) * BigInt(times));
  }
  #add(value: Int): void {
    const sum = typeof value === "number" && typeof this.#sum === "number" ? value + this.#sum : Number.NaN;
    this.#sum = Number.isSafeInteger(sum) ? sum : BigInt(value) + BigInt(this.#sum);
  }

  merge(from: Scratch): void {
    this.#values += from.readCount();
    const sum = from.bytes[from.at] === 0 ? from.view.getFloat64(from.take(9) + 1) : null;
    if (sum !== null) this.#add(sum);
    else this.#add(BigInt(large.read(from) as string));
  }
  write(to: Scratch): boolean {
    to.writeCount(this.#values);
    if (typeof this.#sum === "bigint") large.write(to, String(this.#sum));
    else {
      to.reserve(9);
      to.bytes[to.at] = 0;
      to.view.setFloat64(to.at + 1, this.#sum);
      to.at += 9;
    }
    return true;
  }
  value(): Value {
    return this.result(this.#values, BigInt(this.#sum));
  }
}

class Floats implements OwnState {
  #values = 0;
  readonly #sum = new FloatSum();
  constructor(private readonly result: (values: number, sum: FloatSum) => Value) {}

  add(value: Value, times: number): void {
    this.#values += times;
    for (let left = times; left > 0; left--) this.#sum.add(value as number);
  }
  merge(from: Scratch): void {
    this.#values += from.readCount();
    for (let left = from.readCount(); left > 0; left--) this.#sum.add(from.view.getFloat64(from.take(8)));
  }
  write(to: Scratch): boolean {
    const { parts } = this.#sum;
    if (parts === null) return false;
    to.writeCount(this.#values);
    to.writeCount(parts.length);
    to.reserve(parts.length * 8);
    for (const part of parts) {
      to.view.setFloat64(to.at, part);
      to.at += 8;
    }
    return true;
  }
  value(): Value {
    return this.result(this.#values, this.#sum);
  }
}

class Values implements OwnState {
  #values: Value[] = [];
  /** How many values there may be before they are looked through again. */
  #room = 64;
  constructor(
    private readonly way: Extract<Way, { kind: "values" }>,
    private readonly codec: ValueCodec,
    private readonly n: number,
  ) {}

  add(value: Value, times: number): void {
    for (let left = times; left > 0; left--) this.#push(value);
  }
  #push(value: Value): void {
    this.#values.push(value);
    if (this.#values.length < this.#room) return;
    this.#values = [...this.way.keep(this.#values, this.n)];
    this.#room = Math.max(64, this.#values.length * 2);
  }
  merge(from: Scratch): void {
    for (let left = from.readCount(); left > 0; left--) this.#push(this.codec.read(from));
  }
  write(to: Scratch): boolean {
    const kept = this.way.keep(this.#values, this.n);
    to.writeCount(kept.length);
    for (const value of kept) this.codec.write(to, value);
    return true;
  }
  value(): Value {
    return this.way.aggregate(this.#values, this.n);
  }
}

const pairCodec = (first: ValueCodec, second: ValueCodec): ValueCodec => ({
  write: (to, value) => {
    const [a, b] = value as readonly [Value, Value];
    first.write(to, a);
    second.write(to, b);
  },
  read: (from) => {
    const a = first.read(from);
    return [a, second.read(from)];
  },
});
