import { Worker } from "node:worker_threads";
import { format, type Options } from "prettier";

/** More brackets in one another than that take more of a stack than a process has. */
const DEEP = 64;
const STACK_MB = 256;

/** Generated code as a person would lay it out. */
export function formatTypeScript(code: string, filepath: string): Promise<string> {
  // With a file name, prettier need not try whether the code holds JSX, which takes long.
  const options: Options = { parser: "typescript", filepath, printWidth: 120 };
  return depthOf(code) <= DEEP ? format(code, options) : formatDeep(code, options);
}

/** In a thread of its own, whose stack is larger. */
function formatDeep(code: string, options: Options): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(inThread, {
      eval: true,
      workerData: { prettier: import.meta.resolve("prettier"), code, options },
      resourceLimits: { stackSizeMb: STACK_MB },
    });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

const inThread = `
const { parentPort, workerData } = require("node:worker_threads");
import(workerData.prettier)
  .then(({ format }) => format(workerData.code, workerData.options))
  .then((formatted) => parentPort.postMessage(formatted));
`;

/** Brackets in strings count too: it is no matter if a file is taken for deeper than it is. */
function depthOf(code: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of code) {
    if (char === "(" || char === "[" || char === "{") deepest = Math.max(deepest, ++depth);
    else if (char === ")" || char === "]" || char === "}") depth--;
  }
  return deepest;
}
