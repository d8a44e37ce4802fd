/** Builds the servers of the tests that Go builds, so that the tests need not. */
import { goServer } from "./go-server.js";

console.log(goServer("fake-gcs-server"));
try {
  console.log(goServer("minio"));
} catch (error) {
  // The registry in S3 is tested on a server of moto in any case.
  console.warn(`no MinIO: ${error instanceof Error ? error.message : String(error)}`);
}
