import { DataError, messageOf } from "../errors.js";
import { NoRow } from "./no-row.js";
import type { RegistrySettings } from "./settings.js";

/** A schema, and the schemas that it refers to by name. */
export interface RegisteredSchema {
  readonly text: string;
  /** Those that others refer to come first. */
  readonly references: readonly string[];
}
export type Registry = (id: number) => Promise<RegisteredSchema>;

/** A registry that does not answer, or not now. */
export class RegistryAway extends DataError {
  override readonly name: string = "RegistryAway";
}

const TIMEOUT = 10_000;

/** Asks a registry with Confluent's API for schemas. Each is asked for once. */
export function openRegistry({ url, username, password }: RegistrySettings): Registry {
  const base = new URL(url.endsWith("/") ? url : `${url}/`);
  const user = username ?? decodeURIComponent(base.username);
  const secret = password ?? decodeURIComponent(base.password);
  base.username = "";
  base.password = "";
  const headers: Record<string, string> = { accept: "application/vnd.schemaregistry.v1+json, application/json" };
  if (user !== "") headers.authorization = `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;
  const known = new Map<number, RegisteredSchema>();

  async function ask(path: string): Promise<Answer | null> {
    let response: Response;
    try {
      response = await fetch(new URL(path, base), { headers, signal: AbortSignal.timeout(TIMEOUT) });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new RegistryAway(`the schema registry at ${base.origin} does not answer: ${messageOf(cause)}`);
    }
    if (response.status === 404) return null;
    if (response.status === 401 || response.status === 403)
      throw new DataError(
        `the schema registry at ${base.origin} refuses: ${response.status} ${response.statusText}; correct \`username\` and \`password\` under \`registry\``,
      );
    if (!response.ok)
      throw new RegistryAway(`the schema registry at ${base.origin} answers ${response.status} ${response.statusText}`);
    try {
      return (await response.json()) as Answer;
    } catch {
      throw new DataError(`${base.href} is no schema registry: its answer to ${path} is not JSON`);
    }
  }

  async function referred(answer: Answer, into: Map<string, string>): Promise<void> {
    for (const { subject, version } of answer.references ?? []) {
      const id = `${subject} ${version}`;
      if (into.has(id)) continue;
      const found = await ask(`subjects/${encodeURIComponent(subject)}/versions/${version}`);
      if (found === null)
        throw new NoRow(`its schema refers to version ${version} of ${subject}, which is not in the registry`);
      await referred(found, into);
      into.set(id, found.schema);
    }
  }

  return async (id) => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const answer = await ask(`schemas/ids/${id}`);
    if (answer === null) throw new NoRow(`the registry has no schema with the id ${id}`);
    if (answer.schemaType !== undefined && answer.schemaType !== "AVRO")
      throw new NoRow(`its schema, with the id ${id}, is no schema of Avro but of ${answer.schemaType}`);
    const references = new Map<string, string>();
    await referred(answer, references);
    const schema = { text: answer.schema, references: [...references.values()] };
    known.set(id, schema);
    return schema;
  };
}

interface Answer {
  readonly schema: string;
  readonly schemaType?: string;
  readonly references?: readonly { readonly subject: string; readonly version: number }[];
}
