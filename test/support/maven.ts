import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { installed, runs } from "./apt.js";

/** What the Java servers of tests need. */
export const jdk = "a JDK 17 or newer on PATH";

export interface Artifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
}

/**
 * The folder with the jars of an artifact of Maven Central and of all that it needs. They are fetched when a test first
 * asks for them, and kept in the user's cache for later runs.
 */
export function jarsOf(artifact: Artifact): string {
  const kept = cached(artifact);
  if (existsSync(kept)) return kept;
  make(kept, (own) => {
    const { group, name, version } = artifact;
    const pom = join(own, "pom.xml");
    const self =
      "<modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version><packaging>pom</packaging>";
    const wanted = `<groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>`;
    writeFileSync(pom, `<project>${self}<dependencies><dependency>${wanted}</dependency></dependencies></project>`);
    const goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", `-DoutputDirectory=${own}`];
    installed(["maven"], () => runs("mvn", "--version"), "Maven 3 on PATH");
    run("mvn", ["-q", "-B", "-ntp", "-f", pom, ...goal], "Maven Central");
  });
  return kept;
}

/** The folder of an unpacked archive (`tar.gz`) of Maven Central. */
export function archiveOf(artifact: Artifact & { readonly classifier: string }): string {
  const kept = cached(artifact);
  if (existsSync(kept)) return kept;
  make(kept, (own) => {
    const { group, name, version, classifier } = artifact;
    installed(["maven"], () => runs("mvn", "--version"), "Maven 3 on PATH");
    const copy = ["-Dtransitive=false", `-Dartifact=${group}:${name}:${version}:tar.gz:${classifier}`];
    run("mvn", ["-q", "-B", "-ntp", "dependency:copy", ...copy, `-DoutputDirectory=${own}`], "Maven Central");
    const file = join(own, `${name}-${version}-${classifier}.tar.gz`);
    run("tar", ["-xzf", file, "-C", own], "tar");
    rmSync(file);
  });
  return kept;
}

/** The folder with the classes of a small Java program that uses those jars. */
export function compiled(artifact: Artifact, name: string, source: string): string {
  const kept = `${cached(artifact)}-${name}`;
  if (existsSync(kept)) return kept;
  const jars = jarsOf(artifact);
  make(kept, (own) => {
    const file = join(own, `${name}.java`);
    writeFileSync(file, source);
    installed(["openjdk-17-jdk-headless"], () => runs("javac", "--version"), jdk);
    run("javac", ["-cp", join(jars, "*"), "-d", own, file], jdk);
  });
  return kept;
}

const cached = ({ name, version }: Artifact): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "featlang-tests", `${name}-${version}`);

/** Another run may make the same at this moment, so each makes its own, and the first one moves it to its place. */
function make(kept: string, into: (own: string) => void): void {
  mkdirSync(join(kept, ".."), { recursive: true });
  const own = mkdtempSync(`${kept}.`);
  try {
    into(own);
    if (!existsSync(kept)) renameSync(own, kept);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[], needed: string): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return;
  const why = error?.message ?? `${stdout}${stderr}`.trim();
  throw new Error(`these tests need ${needed}: ${command} ${args.join(" ")} failed: ${why}`);
}
