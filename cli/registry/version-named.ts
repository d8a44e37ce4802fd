import type { AppliedVersion, Registry } from "../../runtime/registry/index.js";
import { usage } from "../exit.js";

/** The version of this number at a target, the current one without a number. The command ends if there is none. */
export async function versionNamed(registry: Registry, target: string, number: number | null): Promise<AppliedVersion> {
  const current = await registry.current(target);
  if (current === null)
    throw usage(
      `nothing is applied at target \`${target}\` (${registry.address})`,
      `\`feat apply --target ${target}\` applies the project`,
    );
  if (number === null || number === current.number) return current;
  const version = number < 1 || number > current.number ? null : await registry.version(target, number);
  if (version !== null) return version;
  throw usage(
    `target \`${target}\` has no version ${number}`,
    `it has 1${current.number === 1 ? "" : ` to ${current.number}`}: \`feat registry log --target ${target}\` lists them`,
  );
}

/** The number of a version, as it is written on a command line. */
export function versionNumber(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw usage(`"${text}" is no version`, "a version is a number, such as 3: `feat registry log` lists them");
}
