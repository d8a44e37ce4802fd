import { InputError } from "../errors.js";
import { interpolate } from "../interpolate.js";
import { onlineStores } from "../online/registry.js";
import type { OnlineStore } from "../online/store.js";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens the store that a setting names: a `redis://` URL, a folder of an embedded store, or the JSON of what stands
 * under `online:` in feat.yaml. `${NAME}` and `${NAME:-default}` are replaced in it.
 */
export async function openOnline(text: string, environment: Environment, folder: string): Promise<OnlineStore> {
  const { kind: name, ...settings } = settled(parsed(text), environment) as Readonly<Record<string, unknown>>;
  const kind = onlineStores.get(String(name));
  if (kind === undefined)
    throw new InputError(
      `there is no online store of kind \`${name}\`; there are ${[...onlineStores.keys()].join(", ")}`,
    );
  const missing = kind.schema.required.find((property) => !Object.hasOwn(settings, property));
  if (missing !== undefined) throw new InputError(`the online store \`${kind.kind}\` needs \`${missing}\``);
  const unknown = Object.keys(settings).find((property) => !Object.hasOwn(kind.schema.properties, property));
  if (unknown !== undefined) throw new InputError(`the online store \`${kind.kind}\` takes no \`${unknown}\``);
  return kind.open(settings, { folder });
}

function parsed(text: string): unknown {
  if (/^rediss?:/.test(text) || text.startsWith("${")) return { kind: "redis", url: text };
  if (!text.trimStart().startsWith("{")) return { kind: "embedded", path: text };
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`--online is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function settled(value: unknown, environment: Environment): unknown {
  if (typeof value === "string") {
    const result = interpolate(value, environment);
    if (result.ok) return result.text;
    throw new InputError(`the environment variable ${result.variable}, which --online names, is not set`);
  }
  if (Array.isArray(value)) return value.map((each) => settled(each, environment));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, settled(each, environment)]));
}
