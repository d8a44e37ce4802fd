import { format as formatCode } from "oxfmt";

/**
 * Code that nests deeper than this stays as it was printed. Formatted, it would be mostly indentation, which grows with
 * the square of the depth.
 */
const DEEPEST = 2000;
/**
 * The stack that code of that depth needs. The formatter recurses on threads of its own, and a thread whose stack is
 * too small ends the process.
 */
const STACK_BYTES = 256 * 1024 * 1024;

/** Formats generated code. Code that does not parse is a fault in the printer, and throws. */
export async function formatTypeScript(code: string, filepath: string): Promise<string> {
  if (depthOf(code) > DEEPEST) return code;
  const { code: formatted, errors } = await withStack(() => formatCode(filepath, code, { printWidth: 120 }));
  const [error] = errors;
  if (error !== undefined) throw new Error(`${filepath} does not parse: ${error.message}`);
  return formatted;
}

/** The formatter's threads take the size of their stacks from the environment, at the first call. */
async function withStack<T>(run: () => Promise<T>): Promise<T> {
  const name = "RUST_MIN_STACK";
  const before = process.env[name];
  process.env[name] = String(STACK_BYTES);
  try {
    return await run();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}

/** The deepest nesting of brackets. Brackets in strings count too: it does no harm if the result is too high. */
function depthOf(code: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of code) {
    if (char === "(" || char === "[" || char === "{") deepest = Math.max(deepest, ++depth);
    else if (char === ")" || char === "]" || char === "}") depth--;
  }
  return deepest;
}
