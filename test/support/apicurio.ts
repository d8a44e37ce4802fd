import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./free-port.js";
import { type JavaServer, startJava } from "./java-server.js";
import { archiveOf } from "./maven.js";

const archive = { group: "io.apicurio", name: "apicurio-registry-app", version: "3.3.3", classifier: "all" } as const;

/** The URL of Confluent's API of a new Apicurio, which keeps its schemas in memory. */
export async function startApicurio(): Promise<JavaServer & { readonly url: string }> {
  const folder = archiveOf(archive);
  const [port, management] = [await freePort(), await freePort()];
  const server = await startJava({
    name: "apicurio",
    port,
    java: java21(),
    args: async () => [
      ...["-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
      ...["-Dquarkus.http.host=127.0.0.1", `-Dquarkus.http.port=${port}`],
      ...["-Dquarkus.management.host=127.0.0.1", `-Dquarkus.management.port=${management}`],
      ...["-jar", join(folder, "quarkus-run.jar")],
    ],
  });
  return { ...server, url: `http://127.0.0.1:${port}/apis/ccompat/v7` };
}

/** It needs Java 21 or newer, which need not be the one on PATH. */
function java21(): string {
  const installed = existsSync("/usr/lib/jvm")
    ? readdirSync("/usr/lib/jvm").map((name) => `/usr/lib/jvm/${name}/bin/java`)
    : [];
  const known = [...(process.env.JAVA_HOME ? [join(process.env.JAVA_HOME, "bin/java")] : []), "java", ...installed];
  const found = known.find((java) => {
    try {
      const text = execFileSync(java, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      return Number(/^\S+ (\d+)/.exec(text)?.[1]) >= 21;
    } catch {
      return false;
    }
  });
  if (found === undefined)
    throw new Error("these tests need a Java 21 or newer, on PATH or under /usr/lib/jvm, for Apicurio");
  return found;
}
