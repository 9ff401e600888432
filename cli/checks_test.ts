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
  const faults = (await findFaults("api", config)).map(({ key, problem }) => `${key}: ${problem}`);
  assert.equal(faults.length, 2, faults.join("\n"));
  assert.match(faults[0]!, /^KAFKA_CA: ".*missing\.pem" cannot be used: it does not exist/);
  assert.match(
    faults[1]!,
    /^ELASTICSEARCH_CA: ".*ca\.pem" cannot be used: .*no certificate in PEM/,
  );
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("findFaults tells what is wrong with receivers, with all else, to whom they matter", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "logflow-checks-" });
  const path = `${dataDir}/receivers.yml`;
  await Deno.writeTextFile(path, "receivers:\n  - {name: a, type: slack, url: 'no secret'}\n");
  const config = parseConfig({ LOGFLOW_DATA_DIR: dataDir }, {
    ALERT_RECEIVERS: path,
    DATABASE_URL: "postgres://db/logflow",
    DATABASE_CA: `${dataDir}/missing.pem`,
    API_PORT: `${freePort()}`,
    ALERT_METRICS_PORT: `${freePort()}`,
  });
  const faults = await findFaults("alert", config);
  assert.deepEqual(faults.map(({ key }) => key), ["DATABASE_CA", "ALERT_RECEIVERS"]);
  assert.equal(
    faults[1]!.problem,
    `${path}:2:28: "url" is no URL that begins with http:// or https://`,
  );
  assert.deepEqual((await findFaults("api", config)).map(({ key }) => key), ["DATABASE_CA"]);
  const missing = { ...config, alertReceivers: `${dataDir}/other.yml` };
  assert.match(
    (await findFaults("alert", missing))[1]!.problem,
    /other\.yml" cannot be read: it does not exist/,
  );
  await Deno.remove(dataDir, { recursive: true });
});
