import assert from "node:assert/strict";
import { freePort } from "../tests/e2e/pipeline_process.ts";
import { parseConfig } from "../runtime/config.ts";
import { findFaults } from "./checks.ts";

Deno.test("findFaults names files of certificates that are not there, or are none", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "logflow-checks-" });
  const noCertificate = `${dataDir}/ca.pem`;
  await Deno.writeTextFile(noCertificate, "hello");
  const config = parseConfig({ LOGFLOW_DATA_DIR: dataDir, API_PORT: `${freePort()}` }, {
    KAFKA_BROKERS: "kafka:9092",
    KAFKA_TLS: "on",
    KAFKA_CA: `${dataDir}/missing.pem`,
    ELASTICSEARCH_URL: "https://es",
    ELASTICSEARCH_CA: noCertificate,
  });
  const faults = findFaults("api", config).map(({ key, problem }) => `${key}: ${problem}`);
  assert.equal(faults.length, 2, faults.join("\n"));
  assert.match(faults[0]!, /^KAFKA_CA: ".*missing\.pem" cannot be used: it does not exist/);
  assert.match(
    faults[1]!,
    /^ELASTICSEARCH_CA: ".*ca\.pem" cannot be used: .*no certificate in PEM/,
  );
  await Deno.remove(dataDir, { recursive: true });
});
