import { join, relative } from "node:path";
import type { DeployFile, Deployment } from "./deployment.js";

/** The commands that build and start the image, for somebody in a folder. The Dockerfile is in `files`. */
export function dockerCommands(of: Deployment, files: string, folder: string): readonly string[] {
  const given = of.variables.map(({ name }) => ` -e ${name}`).join("");
  const mounted = of.path === null ? "" : ` -v "$PWD/${of.path}:/srv/${of.path}"`;
  const context = relative(folder, of.context) || ".";
  return [
    `docker build -f ${relative(folder, join(files, "Dockerfile"))} -t ${of.image} ${context}`,
    `docker run -p ${of.port}:${of.port}${given}${mounted} ${of.image}`,
  ];
}

/** A Dockerfile, and what the build does not look at. They go to the folder `files`. */
export function dockerFiles(of: Deployment, files: string): readonly DeployFile[] {
  const health = `fetch('http://127.0.0.1:${of.port}/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  const command = ["node_modules/.bin/feat-serve", of.client, "--host", "0.0.0.0", "--port", String(of.port)];
  const modules = of.copied.slice(1);
  const lines = [
    `# The server of project ${of.project}: ${of.services.join(", ")}.`,
    ...dockerCommands(of, files, of.dir).map((command) => `#   ${command}`),
    "FROM node:22-slim",
    "ENV NODE_ENV=production",
    "WORKDIR /srv",
    `RUN npm install --no-audit --no-fund ${of.packages.map((each) => JSON.stringify(each)).join(" ")} && npm cache clean --force`,
    `COPY ${words([of.copied[0]!, `./${of.copied[0]}/`])}`,
    ...(modules.length === 0 ? [] : ["# Packages that these import must be installed above."]),
    ...modules.map((module) => `COPY ${words([module, `./${module}`])}`),
    "USER node",
    `EXPOSE ${of.port}`,
    `HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ${words(["node", "-e", health])}`,
    // A list is taken as it stands, so the variables in it are replaced by the server.
    `ENTRYPOINT ${words([...command, "--online", of.online, ...(of.streamed ? ["--target", of.target] : [])])}`,
  ];
  return [
    { path: "Dockerfile", text: `${lines.join("\n")}\n` },
    { path: "Dockerfile.dockerignore", text: ["**/node_modules", "**/.git", "**/.feat", ""].join("\n") },
  ];
}

/** The form in which Docker replaces nothing. */
const words = (list: readonly string[]): string => `[${list.map((word) => JSON.stringify(word)).join(", ")}]`;
