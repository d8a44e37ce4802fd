/** A client in Python that a public generator makes from the server's OpenAPI document reads what the client reads. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { generate } from "../../features/shop/generate.js";
import { project } from "../../generated/shop/client.js";
import { createClientRuntime } from "../../runtime/client/index.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { exampleProject } from "../end-to-end/support/project.js";
import { featServe } from "../support/feat-serve.js";
import { pythonWith } from "../support/python-packages.js";

const at = "2024-02-09T10:00:00Z";
const script = `
import json, sys
from datetime import datetime
from features_of_shop_client import AuthenticatedClient
from features_of_shop_client.api.default import customer_churn_v1, fraud_v2
from features_of_shop_client.models import CustomerChurnV1Batch, FraudV2Input, Problem

url, at = sys.argv[1:]
client = AuthenticatedClient(base_url=url, token="all")
wrong = AuthenticatedClient(base_url=url, token="no")
batch = CustomerChurnV1Batch.from_dict({"rows": [{"customer_id": i} for i in (1, 7, 9999)], "at": at})
answers = customer_churn_v1.sync(client=client, body=batch)
row = fraud_v2.sync(client=client, body=FraudV2Input(buyer_id=1, seller_id=2, current_cart_value=10.5, items_in_cart=3))
refused = customer_churn_v1.sync(client=wrong, body=batch)
assert isinstance(refused, Problem), refused
print(json.dumps({
    "churn": [each.features.to_dict() for each in answers.answers],
    "types": [type(answers).__name__, type(row).__name__, type(answers.answers[0].at).__name__],
    "fraud": row.features.to_dict(),
    "refused": [refused.status, refused.detail],
}))
`;

test("a generated Python client has the same values, statuses and errors", async () => {
  using shop = exampleProject("shop");
  await generate(join(shop.folder, "data"));
  await shop.feat("materialize", "--to", at);
  const served = await featServe(shop.folder, [], { FEAT_TOKENS: "all" });
  try {
    const folder = mkdtempSync(join(tmpdir(), "feat-openapi-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const document = join(folder, "openapi.json");
    writeFileSync(document, await (await fetch(`${served.url}/openapi.json`)).text());
    const python = pythonWith("openapi-python-client-0.29.1", ["openapi-python-client==0.29.1"]);
    const generator = ["-m", "openapi_python_client", "generate", "--path", document, "--meta", "none"];
    const made = join(folder, "features_of_shop_client");
    // It formats what it made with a program beside it.
    const env = { ...process.env, PATH: [dirname(python), process.env.PATH].join(delimiter) };
    const said = spawnSync(python, [...generator, "--output-path", made], { cwd: folder, env, encoding: "utf8" });
    // The generator leaves out what it does not understand, and says so.
    expect([said.status, `${said.stdout}${said.stderr}`]).toEqual([0, expect.not.stringMatching(/warn|unable|skipp/i)]);
    expect(readdirSync(join(made, "api/default"))).toEqual(
      expect.arrayContaining(["customer_churn_v1.py", "fraud_v2.py", "recommend_v1.py"]),
    );
    writeFileSync(join(folder, "read.py"), script);
    // Not at once: the server is in this process, and answers meanwhile.
    const { stdout } = await promisify(execFile)(python, ["read.py", served.url, at], { cwd: folder });
    const answer = JSON.parse(stdout);
    await using client = createClientRuntime(project, { online: openEmbedded(join(shop.folder, ".feat/online")) });
    const ids = [1, 7, 9999].map((customer_id) => ({ customer_id }));
    const churn = await client.json("customer_churn_v1").getMany(ids, { at });
    expect(answer.churn).toEqual(churn.map(({ features }) => features));
    const cart = { buyer_id: 1, seller_id: 2, current_cart_value: 10.5, items_in_cart: 3 };
    const [fraud] = await client.json("fraud_v2").getMany([cart]);
    expect(answer.fraud).toEqual(fraud?.features);
    expect(answer.types).toEqual(["CustomerChurnV1Answers", "FraudV2Row", "datetime"]);
    expect(answer.refused).toEqual([401, expect.stringContaining("this token is not taken")]);
  } finally {
    await served.stop();
  }
}, 300_000);
