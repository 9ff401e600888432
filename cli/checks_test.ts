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

Deno.test("findFaults tells of receivers that rules name and that are not there, with all else", async () => {
  const folder = await Deno.makeTempDir({ prefix: "logflow-checks-" });
  const rules = `${folder}/rules.yaml`;
  const receivers = `${folder}/receivers.yaml`;
  const rule =
    '{name: a, query: "*", type: absence, window: 5m, windw: 5m, receivers: [ops, duty]}';
  await Deno.writeTextFile(rules, `rules:\n  - ${rule}\n`);
  await Deno.writeTextFile(
    receivers,
    "receivers:\n  - {name: ops, type: slack, url_file: none}\n",
  );
  const variables = { ALERT_RULES: rules, ALERT_METRICS_PORT: `${freePort()}` };
  const find = async (variables: Record<string, string>) => {
    const config = parseConfig({ LOGFLOW_DATA_DIR: `${folder}/data` }, variables);
    const faults = await findFaults("alert", config);
    return faults.map(({ key, problem }) => `${key}: ${problem.replaceAll(folder, "F")}`);
  };
  const known =
    'ALERT_RULES: F/rules.yaml:2:54: "windw" is not a known key; did you mean "window"?';
  const unknown = "which ALERT_RECEIVERS does not have";
  const found = await find({ ...variables, ALERT_RECEIVERS: receivers });
  assert.deepEqual(found.slice(0, 2), [
    known,
    `ALERT_RULES: F/rules.yaml:2:82: "receivers.1" is "duty", ${unknown}; it has ops`,
  ]);
  assert.match(found[2]!, /^ALERT_RECEIVERS: .*"url_file" names "F\/none", which cannot be read/);
  assert.equal(found.length, 3);
  const none = await find(variables);
  assert.equal(none.length, 3);
  assert.match(
    none[1]!,
    /"receivers.0" is "ops", which ALERT_RECEIVERS does not have; it has none/,
  );
  const unread = await find({ ...variables, ALERT_RECEIVERS: `${folder}/other.yaml` });
  assert.deepEqual(unread.map((fault) => fault.split(":")[0]), ["ALERT_RULES", "ALERT_RECEIVERS"]);
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
    "receivers.yaml",
    "rules.yaml",
  ]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("findFaults makes the data folder and the demo's file only where nothing is wrong", async () => {
  const folder = await Deno.makeTempDir({ prefix: "logflow-checks-" });
  const names = () => [...Deno.readDirSync(folder)].map(({ name }) => name);
  const ports = {
    ...{ API_PORT: `${freePort()}`, SHIP_METRICS_PORT: `${freePort()}` },
    ...{ PROCESS_METRICS_PORT: `${freePort()}`, ALERT_METRICS_PORT: `${freePort()}` },
  };
  const find = (more: Record<string, string>) =>
    findFaults(
      "pipeline",
      parseConfig({ LOGFLOW_DATA_DIR: `${folder}/data` }, { ...ports, ...more }),
    );
  assert.equal((await find({ ALERT_RULES: `${folder}/none.yaml` })).length, 1);
  assert.deepEqual(names(), []);
  assert.deepEqual(await find({}), []);
  assert.equal(Deno.readTextFileSync(`${folder}/data/demo/app.log`), "");
  assert.equal((await find({ ALERT_RULES: `${folder}/none.yaml` })).length, 1);
  assert.deepEqual(names(), ["data"]);
  await Deno.remove(folder, { recursive: true });
});
