/** Builds the servers of the tests that Go builds, so that the tests need not. */
import { goServer } from "./go-server.js";

for (const name of ["fake-gcs-server", "minio"] as const) console.log(goServer(name));
