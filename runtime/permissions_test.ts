import assert from "node:assert/strict";
import { parseConfig } from "./config.ts";
import { type PermissionFacts, permissionsFor, toWatchedFolder } from "./permissions.ts";
import { toFlags } from "./permission_flags.ts";
import { CONFINED_WORDS } from "./word_variables.ts";

const modules = ["./adapters/blocks", "./core", "./runtime"];
const facts: PermissionFacts = {
  ...{ isFolder: () => false, deno: "deno", named: [], modules },
  receivers: { read: [], net: [] },
};

Deno.test("permissionsFor follows the configuration", () => {
  const config = parseConfig({}, {
    LOGFLOW_DATA_DIR: "/srv/logflow/",
    LOG_FILES: "/var/log/app.log,/var/log/nginx/*.log,logs,-",
    API_HOST: "::1",
    API_PORT: "8080",
    SHIP_METRICS_PORT: "9999",
  });
  const isFolder = (path: string) => path === "logs";
  const ship = permissionsFor("ship", config, { ...facts, isFolder });
  assert.deepEqual(ship.net, ["127.0.0.1:9999"]);
  for (const path of ["/var/log", "/var/log/nginx", "logs", "/srv/logflow/ship.db"]) {
    assert.ok(ship.read.includes(path), path);
  }
  for (const path of ["/var/log", "/srv/logflow/logs.db"]) assert.ok(!ship.write.includes(path));
  assert.deepEqual(permissionsFor("api", config, facts).net, ["[::1]:8080"]);
});

Deno.test("permissionsFor gives no service a program, and only ship a log file", () => {
  const config = parseConfig({}, { LOG_FILES: "/var/log/app.log" });
  for (const word of ["ship", "process", "api", "alert"] as const) {
    const { run, read } = permissionsFor(word, config, facts);
    assert.deepEqual(run, []);
    assert.equal(read.includes("/var/log"), word === "ship");
  }
  const { write } = permissionsFor("alert", config, facts);
  assert.ok(write.every((path) => path.startsWith("./data/state.db")));
  const api = permissionsFor("api", config, facts);
  assert.ok(api.read.includes("./data/logs.db") && !api.write.includes("./data/logs.db"));
});

Deno.test("permissionsFor lets alert talk to receivers; who starts or checks it reads of whom", () => {
  const receivers = { read: ["receivers.yml", "hook.url"], net: ["hooks.example.com:443"] };
  const config = parseConfig({}, {});
  for (const word of CONFINED_WORDS) {
    const { read, write, net } = permissionsFor(word, config, { ...facts, receivers });
    const tells = ["alert", "receivers-test"].includes(word);
    const knows = tells || ["check", "check-connect", "pipeline", "receivers"].includes(word);
    assert.deepEqual(receivers.read.map((path) => read.includes(path)), [knows, knows], word);
    assert.equal(net.includes("hooks.example.com:443"), tells, word);
    assert.ok(!receivers.read.some((path) => write.includes(path)));
  }
});

Deno.test("permissionsFor lets alert read the files of rules; other words those that they are given", () => {
  const config = parseConfig({}, { ALERT_RULES: "/etc/rules,conf/*.yaml,one.yaml" });
  for (const word of CONFINED_WORDS) {
    const { read, write } = permissionsFor(word, config, facts);
    const lists = ["rule-apply", "rule-list", "rule-remove", "rule-show"];
    const knows = ["alert", "check", "check-connect", ...lists].includes(word);
    for (const path of ["/etc/rules", "conf", "one.yaml"]) {
      assert.equal(read.includes(path), knows, word);
      assert.ok(!write.includes(path), word);
    }
  }
  const named = ["a.yaml", "b/*.yaml"];
  const check = permissionsFor("rule-check", config, { ...facts, named });
  assert.deepEqual([check.read, check.write, check.net], [["a.yaml", "b"], [], []]);
  const apply = permissionsFor("rule-apply", config, { ...facts, named });
  assert.ok(apply.read.includes("b") && !apply.write.includes("b"));
});

Deno.test("permissionsFor lets who checks rules read who there is to tell, but no secrets", () => {
  const receivers = { read: ["receivers.yml", "hook.url"], net: ["hooks.example.com:443"] };
  const variables = { ALERT_RECEIVERS: "receivers.yml" };
  const config = parseConfig({}, variables);
  for (const word of ["rule-check", "rule-apply"] as const) {
    const { read, net } = permissionsFor(word, config, { ...facts, receivers });
    assert.deepEqual([read.includes("receivers.yml"), read.includes("hook.url")], [true, false]);
    assert.deepEqual(net, []);
  }
  const remote = parseConfig({}, { ...variables, LOGFLOW_API_URL: "https://logs.example.com" });
  assert.ok(!permissionsFor("rule-apply", remote, facts).read.includes("receivers.yml"));
});

Deno.test("permissionsFor lets words that ask an API talk to it, and to nothing else", () => {
  const url = "https://logs.example.com/below";
  const config = parseConfig({}, { LOGFLOW_API_URL: url, ELASTICSEARCH_URL: "http://127.0.0.1:9" });
  for (
    const word of [
      ...[
        "search",
        "count",
        "tail",
        "export",
        "key",
        "rule-apply",
        "rule-list",
        "rule-remove",
        "rule-show",
        "alerts",
        "silence",
        "receivers",
      ] as const,
    ]
  ) {
    const { read, write, net, sys, run } = permissionsFor(word, config, facts);
    assert.deepEqual({ read, write, net, sys, run }, {
      ...{ read: [], write: [], net: ["logs.example.com:443"], sys: [], run: [] },
    });
  }
  const named = ["out.csv", "out.csv.part"];
  const { read, write } = permissionsFor("export", config, { ...facts, named });
  assert.deepEqual([read, write], [named, named]);
  for (const word of ["pipeline", "api", "process", "check"] as const) {
    assert.ok(!permissionsFor(word, config, facts).env.includes("LOGFLOW_API_KEY"), word);
  }
});

Deno.test("toFlags grants what is listed, and hides all other variables", () => {
  const set = permissionsFor("store-check", parseConfig({}, {}), facts);
  assert.deepEqual(toFlags({ ...set, net: ["127.0.0.1:9104"] }), [
    "--allow-read=./data/logs.db,./data/logs.db-wal",
    "--allow-net=127.0.0.1:9104",
    "--allow-env=LOGFLOW_DATA_DIR,LOGFLOW_SUPERVISED,LOGFLOW_DEBUG",
    "--ignore-env",
  ]);
});

Deno.test("toWatchedFolder is the folder of a file, a folder itself, and the fixed part of a glob", () => {
  const table = [
    ["/var/log/app.log", "/var/log"],
    ["app.log", "."],
    ["/app.log", "/"],
    ["logs/", "logs/"],
    ["/var/log/*.log", "/var/log"],
    ["/var/**/app.log", "/var"],
    ["*.log", "."],
    ["/var/log/app-{a,b}.log", "/var/log"],
  ] as const;
  for (const [path, folder] of table) {
    assert.equal(toWatchedFolder(path, (path) => path.endsWith("/")), folder, path);
  }
});
