import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** PEM files of an authority, and of certificates that it signed. */
export interface Certificates {
  readonly ca: string;
  readonly server: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
}

/** Makes an authority of its own, a certificate for `127.0.0.1` and `redis.test`, and one for a client. */
export function makeCertificates(folder: string): Certificates {
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => {
    const { status, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
  };
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const ca = path("ca.pem");
  openssl("req", "-x509", ...curve, "-keyout", path("ca-key.pem"), "-out", ca, "-days", "2", "-subj", "/CN=Feat test");
  const signed = (name: string, extensions: string) => {
    const [cert, key, request] = [path(`${name}.pem`), path(`${name}-key.pem`), path(`${name}.csr`)];
    writeFileSync(path(`${name}.ext`), extensions);
    openssl("req", ...curve, "-keyout", key, "-out", request, "-subj", `/CN=${name}`);
    const by = ["-CA", ca, "-CAkey", path("ca-key.pem"), "-CAcreateserial", "-days", "2"];
    openssl("x509", "-req", "-in", request, ...by, "-out", cert, "-extfile", path(`${name}.ext`));
    return { cert, key };
  };
  return {
    ca,
    server: signed("server", "subjectAltName=IP:127.0.0.1,DNS:redis.test"),
    client: signed("client", "extendedKeyUsage=clientAuth"),
  };
}
