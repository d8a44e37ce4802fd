import { InputError } from "../errors.js";

/** The bucket and the prefix of a URL such as `s3://bucket/some/prefix`. The prefix is "" or ends with `/`. */
export function bucketOf(url: string): { readonly bucket: string; readonly prefix: string } {
  const [, scheme, bucket = "", path = ""] = /^(\w+):\/\/([^/?#@]+)(?:\/([^?#]*))?$/.exec(url) ?? [];
  // What is before an `@` may be a secret.
  if (scheme === undefined)
    throw new InputError(
      "the registry's `url` is none of a bucket: write `s3://BUCKET/PREFIX` or `gs://BUCKET/PREFIX`",
    );
  const prefix = path.replace(/\/+$/, "");
  return { bucket, prefix: prefix === "" ? "" : `${prefix}/` };
}
