/**
 * A registry in a bucket of S3, or of a server that speaks its protocol.
 *
 * In: `s3://BUCKET/PREFIX`; credentials come from AWS's own chain. Out: a `RegistryPlace`.
 * Always: the pointer moves by a conditional write (`If-None-Match`, `If-Match`).
 */
import type { S3 } from "@aws-sdk/client-s3";
import { loadPackage, type OptionalPackage } from "../../online/optional-package.js";
import { BucketPlace, type Condition, type Objects } from "../bucket.js";
import { bucketOf } from "../bucket-url.js";
import type { RegistryPlace } from "../place.js";
import { type Reasons, reason } from "../reason.js";
import { RegistryError } from "../registry-error.js";

export interface S3Settings {
  readonly url: string;
  readonly project: string;
  readonly endpoint: string | null;
  readonly region: string | null;
}

export const s3Package: OptionalPackage = { name: "@aws-sdk/client-s3", versions: "^3.1169.0" };

export async function openS3({ url, project, endpoint, region }: S3Settings): Promise<RegistryPlace> {
  const { bucket, prefix } = bucketOf(url);
  const { S3 } = await loadPackage("a registry in S3", s3Package, () => import("@aws-sdk/client-s3"));
  const client = new S3({
    ...(region === null ? {} : { region }),
    // Servers of one's own know no host name for each bucket.
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      throwOnRequestTimeout: true,
    },
  });
  const address = `s3://${bucket}/${prefix}${endpoint === null ? "" : ` at ${endpoint.replace(/\/\/[^/@]*@/, "//")}`}`;
  return new BucketPlace(new S3Objects(client, bucket, `${prefix}${project}/`, address));
}

const CONNECT_TIMEOUT = 5000;
const REQUEST_TIMEOUT = 60_000;
/** How often a write is tried that another write was in the way of. */
const ATTEMPTS = 5;

class S3Objects implements Objects {
  constructor(
    private readonly client: S3,
    private readonly bucket: string,
    private readonly prefix: string,
    readonly address: string,
  ) {}

  async get(name: string): Promise<{ readonly bytes: Uint8Array; readonly tag: string } | null> {
    try {
      const { Body, ETag } = await this.client.getObject({ Bucket: this.bucket, Key: this.prefix + name });
      return { bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(), tag: ETag ?? "" };
    } catch (error) {
      if (nameOf(error) === "NoSuchKey") return null;
      throw this.#problem(error);
    }
  }

  async put(name: string, bytes: Uint8Array, condition: Condition): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.client.putObject({
          Bucket: this.bucket,
          Key: this.prefix + name,
          Body: bytes,
          ...(condition === null
            ? {}
            : condition.only === "if absent"
              ? { IfNoneMatch: "*" }
              : { IfMatch: condition.tag }),
        });
        return true;
      } catch (error) {
        const status = statusOf(error);
        if (condition !== null && (status === 412 || nameOf(error) === "NoSuchKey")) return false;
        // Another conditional write of the same object runs at this moment.
        if (status === 409 && attempt < ATTEMPTS) continue;
        throw this.#problem(error);
      }
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    const names: string[] = [];
    let from: string | undefined;
    do {
      try {
        const page = await this.client.listObjectsV2({
          Bucket: this.bucket,
          Prefix: this.prefix + prefix,
          ...(from === undefined ? {} : { ContinuationToken: from }),
        });
        names.push(...(page.Contents ?? []).map(({ Key = "" }) => Key.slice(this.prefix.length)));
        from = page.NextContinuationToken;
      } catch (error) {
        throw this.#problem(error);
      }
    } while (from !== undefined);
    return names;
  }

  async close(): Promise<void> {
    this.client.destroy();
  }

  #problem(error: unknown): RegistryError {
    return new RegistryError(this.address, reason(error, reasons), { cause: error });
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");

/** The HTTP status of an answer. */
function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !("$metadata" in error)) return null;
  const metadata = error.$metadata;
  return typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata
    ? Number(metadata.httpStatusCode)
    : null;
}

const reasons: Reasons = [
  [/^NoSuchBucket/, () => "there is no such bucket: make it, or correct `registry.url` in feat.yaml"],
  [
    /^(AccessDenied|Forbidden)/,
    (message) =>
      `${message}: a reader needs s3:GetObject on its objects and s3:ListBucket on the bucket, and who applies also s3:PutObject`,
  ],
  [
    /^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|AuthorizationHeaderMalformed)/,
    () =>
      "the credentials were refused: check AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and the region",
  ],
  [/^ExpiredToken/, () => "the AWS credentials have expired: sign in again"],
  [
    /^(CredentialsProviderError|TokenProviderError)|Could not load credentials|Credential is missing/,
    () =>
      "no AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role",
  ],
  [
    /^PermanentRedirect|^IllegalLocationConstraint/,
    () => "the bucket is in another region: set `registry.region` in feat.yaml",
  ],
  [
    /Region (?:is missing|not accepted)/,
    () => "no region was given: set `registry.region` in feat.yaml, or AWS_REGION",
  ],
  [
    /^NotImplemented/,
    (message) => `the server lacks something that a registry needs, such as conditional writes (${message})`,
  ],
  [
    /^SyntaxError|UnknownError|Deserialization error|is not valid JSON|Parse Error|HPE_|char '.*' is not expected/,
    () => "what answers there does not speak S3's protocol",
  ],
];
