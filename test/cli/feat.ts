import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { run } from "../../cli/run.js";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Folder {
  readonly path: string;
  write(path: string, text: string): void;
  read(path: string): string;
  /** Runs `feat` in this process, on a terminal if `terminal` says so. */
  feat(argv: readonly string[], options?: FeatOptions): Promise<Ran>;
}
interface FeatOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  /** Microseconds since the epoch. */
  readonly now?: number;
  /** Standard input. */
  readonly input?: string;
  /** The answer to a prompt. Without it, there is no terminal to ask on. */
  readonly answer?: string;
  /** The path is relative to the folder. */
  readonly cwd?: string;
}

/** A folder that is removed at the end of the test. */
export function folder(files: Readonly<Record<string, string>> = {}): Folder {
  const path = mkdtempSync(join(tmpdir(), "feat-cli-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const made: Folder = {
    path,
    write: (file, text) => {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    },
    read: (file) => readFileSync(join(path, file), "utf8"),
    feat: async (argv, options = {}) => {
      const [out, err]: [string[], string[]] = [[], []];
      const stream = (texts: string[]) => ({
        isTerminal: options.terminal ?? false,
        width: 100,
        write: (text: string) => void texts.push(text),
      });
      const code = await run(argv, {
        cwd: join(path, options.cwd ?? "."),
        env: options.env ?? {},
        out: stream(out),
        err: stream(err),
        now: () => options.now ?? Date.now() * 1000,
        ...(options.input === undefined
          ? {}
          : {
              input: async function* () {
                yield options.input ?? "";
              },
            }),
        ...(options.answer === undefined
          ? {}
          : {
              ask: async (question: string) => {
                err.push(question);
                return options.answer ?? "";
              },
            }),
      });
      return { code, out: out.join(""), err: err.join("") };
    },
  };
  for (const [file, text] of Object.entries(files)) made.write(file, text);
  return made;
}

/** The project that `feat init` creates, in the folder itself. */
export async function newProject(): Promise<Folder> {
  const made = folder();
  const { code, err } = await made.feat(["init", "."]);
  if (code !== 0) throw new Error(err);
  return made;
}
