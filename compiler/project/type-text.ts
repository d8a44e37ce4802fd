import {
  isFloat,
  isInteger,
  keyKinds,
  listOf,
  type ScalarName,
  type StructField,
  scalar,
  scalarNames,
  type Type,
  withNullable,
} from "../../runtime/types.js";

/** The values of each `enum` that the project's `.feat` files declare. */
export type Enums = ReadonlyMap<string, readonly string[]>;

/** The meaning of the text of a type in YAML. Offsets count from the start of the text. */
export type TypeText =
  | { readonly kind: "type"; readonly type: Type }
  | { readonly kind: "unknown"; readonly name: string; readonly start: number; readonly end: number }
  | { readonly kind: "vector" }
  | { readonly kind: "decimal" }
  | { readonly kind: "key"; readonly name: string }
  | { readonly kind: "malformed" };

const scalars: ReadonlySet<string> = new Set(scalarNames);

/** Stops the reader with what it found. */
class Stop extends Error {
  constructor(readonly found: Exclude<TypeText, { kind: "type" }>) {
    super(found.kind);
  }
}
const malformed = (): never => {
  throw new Stop({ kind: "malformed" });
};

/** Reads a type by the grammar of `.feat` files. */
export function readType(text: string, enums: Enums = new Map()): TypeText {
  try {
    const reader = new Reader(text, enums);
    const type = reader.type(0);
    return reader.atEnd() ? { kind: "type", type } : { kind: "malformed" };
  } catch (error) {
    if (error instanceof Stop) return error.found;
    throw error;
  }
}

const DEEPEST = 50;

class Reader {
  private at = 0;
  constructor(
    private readonly text: string,
    private readonly enums: Enums,
  ) {}

  atEnd(): boolean {
    this.space();
    return this.at === this.text.length;
  }

  type(depth: number): Type {
    if (depth > DEEPEST) malformed();
    let type = this.head(depth);
    for (;;) {
      if (this.take("?")) {
        if (this.text[this.at] === "?") malformed();
        type = withNullable(type, true);
      } else if (this.take("[")) {
        const size = this.match(/\s*[0-9_]*/y).trim();
        if (!this.take("]")) malformed();
        type = size === "" ? listOf(type) : vector(type, Number(size.replaceAll("_", "")));
      } else return type;
    }
  }

  private head(depth: number): Type {
    this.space();
    const start = this.at;
    const name = this.match(/[A-Za-z_][A-Za-z0-9_]*/y);
    if (name === "") malformed();
    if (name === "struct" && this.take("{")) return this.struct(depth);
    if (name === "map" && this.take("<")) return this.map(depth);
    if (name === "decimal") return this.decimal();
    if (scalars.has(name)) return scalar(name as ScalarName);
    const values = this.enums.get(name);
    if (values !== undefined) return { kind: "enum", name, values, nullable: false };
    // If the text does not look like a type at all, its first word is not the mistake.
    if (!/^[\s?[\]0-9_<>{},:()A-Za-z]*$/.test(this.text) || /[A-Za-z0-9_]\s+[A-Za-z0-9_]/.test(this.text.slice(start)))
      malformed();
    throw new Stop({ kind: "unknown", name, start, end: start + name.length });
  }

  private struct(depth: number): Type {
    const fields: StructField[] = [];
    while (!this.take("}")) {
      this.space();
      const name = this.match(/[A-Za-z_][A-Za-z0-9_]*/y);
      if (name === "" || !this.take(":") || fields.some((field) => field.name === name)) malformed();
      fields.push({ name, type: this.type(depth + 1) });
      this.take(",");
    }
    return fields.length === 0 ? malformed() : { kind: "struct", fields, nullable: false };
  }

  private map(depth: number): Type {
    const key = this.type(depth + 1);
    if (!this.take(",")) malformed();
    const value = this.type(depth + 1);
    if (!this.take(">")) malformed();
    if (!keyKinds.has(key.kind) || key.nullable) throw new Stop({ kind: "key", name: key.kind });
    return { kind: "map", key, value: withNullable(value, true), nullable: false };
  }

  private decimal(): Type {
    const digits = /\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/y;
    digits.lastIndex = this.at;
    const found = digits.exec(this.text);
    if (found === null) throw new Stop({ kind: "decimal" });
    this.at = digits.lastIndex;
    const [precision, scale] = [Number(found[1]), Number(found[2] ?? 0)];
    if (precision < 1 || precision > 38 || scale > precision) throw new Stop({ kind: "decimal" });
    return { kind: "decimal", precision, scale, nullable: false };
  }

  private space(): void {
    this.match(/\s*/y);
  }
  private take(sign: string): boolean {
    this.space();
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }
  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }
}

function vector(element: Type, size: number): Type {
  if (size < 1 || !Number.isSafeInteger(size) || element.nullable || !(isFloat(element) || isInteger(element)))
    throw new Stop({ kind: "vector" });
  return { kind: "array", element, size, nullable: false };
}
