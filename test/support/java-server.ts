import { installed, runs } from "./apt.js";
import { jdk } from "./maven.js";
import { type Server, startServer } from "./server.js";

export type JavaServer = Server;

export interface JavaProgram {
  readonly name: string;
  readonly port: number;
  /** The program, if it is not the `java` on PATH. */
  readonly java?: string;
  /** The arguments of `java`, for a server that keeps its data in that folder. */
  readonly args: (folder: string) => Promise<readonly string[]>;
}

/** Starts a server that is a Java program and waits until its port is open. It ends with this process at the latest. */
export function startJava({ name, port, java = "java", args }: JavaProgram): Promise<JavaServer> {
  installed(["openjdk-17-jdk-headless"], () => runs("java", "--version"), jdk);
  return startServer({ name, port, command: async (folder) => [java, ...(await args(folder))] });
}
