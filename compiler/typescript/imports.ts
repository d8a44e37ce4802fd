/**
 * The imports of a generated file. The printer notes each name that it takes from another module, so that exactly these
 * are imported.
 */
export class Imports {
  /** The name in code → the specifier in the import from `featlang/runtime`. */
  private readonly taken = new Map<string, string>();
  private readonly declared = new Set<string>();

  /** A function of the runtime: `f.divideFloat64`. */
  readonly f = (name: string): string => this.runtime("f", `functions as f`, `f.${name}`);
  /** An aggregate of the runtime: `a.sum`. */
  readonly a = (name: string): string => this.runtime("a", `aggregates as a`, `a.${name}`);
  /** A value of the runtime. */
  readonly value = (name: string): string => this.runtime(name, name, name);
  /** A type of the runtime. */
  readonly type = (name: string): string => this.runtime(name, `type ${name}`, name);
  /** A type that `transforms.ts` declares. */
  readonly declaredType = (name: string): string => {
    this.declared.add(`type ${name}`);
    return name;
  };
  /** A function that `transforms.ts` declares. */
  readonly declaredFunction = (name: string): string => {
    this.declared.add(name);
    return name;
  };

  get fromRuntime(): readonly string[] {
    return sorted(this.taken.values());
  }
  get fromTransforms(): readonly string[] {
    return sorted(this.declared);
  }

  private runtime(key: string, specifier: string, code: string): string {
    this.taken.set(key, specifier);
    return code;
  }
}

/** Sorted by the imported name, values first. */
const sorted = (specifiers: Iterable<string>): readonly string[] => {
  const all = [...specifiers];
  const isType = (specifier: string): boolean => specifier.startsWith("type ");
  return [...all.filter((s) => !isType(s)).sort(), ...all.filter(isType).sort()];
};

/** An import of these names; empty if there are none. */
export const importOf = (specifiers: readonly string[], from: string): string =>
  specifiers.length === 0 ? "" : `import { ${specifiers.join(", ")} } from ${from};\n`;
