/**
 * A registry in a bucket of Google Cloud Storage.
 *
 * In: `gs://BUCKET/PREFIX`; credentials come from Google's own chain. Out: a `RegistryPlace`.
 * Always: the pointer moves by a write on the condition of its generation.
 */
import type { Bucket } from "@google-cloud/storage";
import { loadPackage, type OptionalPackage } from "../../online/optional-package.js";
import { BucketPlace, type Condition, type Objects } from "../bucket.js";
import { bucketOf } from "../bucket-url.js";
import type { RegistryPlace } from "../place.js";
import { type Reasons, reason } from "../reason.js";
import { RegistryError } from "../registry-error.js";

export interface GcsSettings {
  readonly url: string;
  readonly project: string;
  readonly endpoint: string | null;
}

export const gcsPackage: OptionalPackage = { name: "@google-cloud/storage", versions: "^7.22.0" };

export async function openGcs({ url, project, endpoint }: GcsSettings): Promise<RegistryPlace> {
  const { bucket, prefix } = bucketOf(url);
  const { Storage } = await loadPackage(
    "a registry in Google Cloud Storage",
    gcsPackage,
    () => import("@google-cloud/storage"),
  );
  const storage = new Storage({
    ...(endpoint === null ? {} : { apiEndpoint: endpoint }),
    retryOptions: { totalTimeout: PATIENCE, maxRetries: 3 },
  });
  const address = `gs://${bucket}/${prefix}${endpoint === null ? "" : ` at ${endpoint.replace(/\/\/[^/@]*@/, "//")}`}`;
  return new BucketPlace(new GcsObjects(storage.bucket(bucket), `${prefix}${project}/`, address));
}

/** How long a request may take with all tries, in seconds. */
const PATIENCE = 60;
/** How often an object is read anew that is replaced while it is read. */
const ATTEMPTS = 20;

class GcsObjects implements Objects {
  constructor(
    private readonly bucket: Bucket,
    private readonly prefix: string,
    readonly address: string,
  ) {}

  async get(name: string): Promise<{ readonly bytes: Uint8Array; readonly tag: string } | null> {
    const path = this.prefix + name;
    for (let attempt = 1; ; attempt++) {
      try {
        const [{ generation }] = await this.bucket.file(path).getMetadata();
        const tag = String(generation);
        try {
          const [bytes] = await this.bucket.file(path, { generation: tag }).download();
          return { bytes, tag };
        } catch (error) {
          // This generation was replaced meanwhile.
          if (codeOf(error) !== 404 || attempt === ATTEMPTS) throw error;
        }
      } catch (error) {
        if (codeOf(error) === 404 && !isNoBucket(error)) return null;
        throw this.#problem(error);
      }
    }
  }

  async put(name: string, bytes: Uint8Array, condition: Condition): Promise<boolean> {
    try {
      await this.bucket.file(this.prefix + name).save(Buffer.from(bytes), {
        resumable: false,
        ...(condition === null
          ? {}
          : { preconditionOpts: { ifGenerationMatch: condition.only === "if absent" ? 0 : condition.tag } }),
      });
      return true;
    } catch (error) {
      if (condition !== null && codeOf(error) === 412) return false;
      throw this.#problem(error);
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    try {
      const [files] = await this.bucket.getFiles({ prefix: this.prefix + prefix });
      return files.map(({ name }) => name.slice(this.prefix.length));
    } catch (error) {
      throw this.#problem(error);
    }
  }

  async close(): Promise<void> {}

  #problem(error: unknown): RegistryError {
    return new RegistryError(this.address, reason(error, reasons), { cause: error });
  }
}

const codeOf = (error: unknown): number | null =>
  error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : null;

const isNoBucket = (error: unknown): boolean =>
  error instanceof Error && /bucket (does not exist|not found)/i.test(error.message);

const reasons: Reasons = [
  [
    /bucket (does not exist|not found)|^Error 404/i,
    () => "there is no such bucket: make it, or correct `registry.url` in feat.yaml",
  ],
  [
    /^\w+ 403/,
    (message) =>
      `${message}: a reader needs storage.objects.get and storage.objects.list, and who applies also storage.objects.create and storage.objects.delete`,
  ],
  [
    /^\w+ 401|invalid_grant|invalid authentication/i,
    () => "the credentials were refused: sign in again (`gcloud auth application-default login`)",
  ],
  [
    /Could not load the default credentials|Could not refresh access token/,
    () =>
      "no Google credentials were found: run `gcloud auth application-default login`, set GOOGLE_APPLICATION_CREDENTIALS, or give the machine a service account",
  ],
  [
    /SyntaxError|is not valid JSON|Parse Error|HPE_/,
    () => "what answers there does not speak the protocol of Cloud Storage",
  ],
];
