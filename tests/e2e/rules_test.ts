import assert from "node:assert/strict";
import type { StateStore } from "../../ports/state_store.ts";
import type { RuleView } from "../../runtime/alert_view.ts";
import { makeView, writeView } from "../../services/api/alerting/testing.ts";
import { createApp } from "../../services/api/app.ts";
import { createTestPorts } from "../../services/api/testing.ts";
import { runCli } from "./run_cli.ts";

type Variables = Readonly<Record<string, string>>;

const ERRORS = `
  - name: Errors
    query: level:ERROR
    type: threshold
    window: 5m
    threshold: 50
`;

const SILENT = `
  - {name: Silent, query: "*", type: absence, window: 10m, severity: info, enabled: false}
`;

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-rules-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function run(args: readonly string[], variables: Variables, code = 0) {
  const result = await runCli(["rule", ...args], variables);
  assert.equal(result.code, code, result.stderr);
  return result;
}

/** Applies, changes and removes rules, wherever `variables` say they are. */
async function applyAll(folder: string, variables: Variables): Promise<void> {
  const file = `${folder}/rules.yaml`;
  Deno.writeTextFileSync(file, `rules:${ERRORS}${SILENT}`);
  const dry = await run(["apply", "--dry-run", file], variables);
  assert.equal(dry.stdout, "would create Errors\nwould create Silent\n");
  assert.match(
    (await run(["list"], variables)).stderr,
    /^There are no rules: `deno task rule apply/,
  );
  assert.equal((await run(["apply", file], variables)).stdout, "created Errors\ncreated Silent\n");
  assert.equal(
    (await run(["apply", folder], variables)).stdout,
    "unchanged Errors\nunchanged Silent\n",
  );

  Deno.writeTextFileSync(file, `rules:${ERRORS.replace("50", "60")}`);
  const changed = await run(["apply", file], variables);
  assert.equal(changed.stdout, "changed Errors\n");
  assert.match(changed.stderr, /^No file has Silent: --prune removes what no file has\n1 rule /);
  const listed = await run(["list", "--json"], variables);
  assert.deepEqual(listed.stdout.trim().split("\n").map((line) => JSON.parse(line)), [
    { name: "Errors", type: "threshold", severity: "warning", enabled: true, source: "api" },
    { name: "Silent", type: "absence", severity: "info", enabled: false, source: "api" },
  ]);
  const would = await run(["apply", "--prune", "--dry-run", file], variables);
  assert.equal(would.stdout, "unchanged Errors\nwould remove Silent\n");
  const pruned = await run(["apply", "--prune", file], variables);
  assert.equal(
    pruned.stdout,
    "unchanged Errors\nremoving Silent, which no file has\nremoved Silent\n",
  );

  const untold = /^1 rule names no receivers: nobody is told of Errors; add `receivers:`/;
  assert.match(pruned.stderr, untold);

  Deno.writeTextFileSync(file, "rules: []");
  const all = await run(["apply", "--prune", file], variables, 1);
  assert.match(all.stderr, /Cannot prune: the files have no rules, so all that were made would be/);
  await run(["apply", "--prune", "--dry-run", file], variables);

  Deno.writeTextFileSync(file, `rules:${ERRORS.replace("50", "0")}`);
  const refused = await run(["apply", "--prune", file], variables, 1);
  assert.equal(refused.stdout, "");
  assert.match(refused.stderr, /rules\.yaml:6:5: "threshold" is "0", which always holds/);
  assert.match(
    (await run(["list"], variables)).stdout,
    /^NAME +TYPE .*\nErrors +threshold +warning +true +api\n$/,
  );

  const shown = await run(["show", "Errors"], variables);
  assert.equal(
    shown.stdout,
    "rules:\n  - name: Errors\n    query: level:ERROR\n    type: threshold\n    window: 5m\n    threshold: 60\n",
  );
  const json = await run(["show", "--json", "Errors"], variables);
  assert.equal(JSON.parse(json.stdout).rules[0].threshold, 60);
  Deno.writeTextFileSync(file, shown.stdout);
  assert.equal((await run(["apply", file], variables)).stdout, "unchanged Errors\n");
  const unknown = await run(["remove", "Errors", "errors", "zzz"], variables, 1);
  assert.equal(
    unknown.stderr,
    'logflow: Cannot remove the rule "errors": there is none of this name; did you mean "Errors"?\n' +
      'logflow: Cannot remove the rule "zzz": there is none of this name; `rule list` shows all\n',
  );
  assert.equal((await run(["remove", "Errors", "Errors"], variables)).stdout, "removed Errors\n");
  assert.match((await run(["list"], variables)).stderr, /^There are no rules/);
  await run(["apply", file], variables);
  Deno.writeTextFileSync(file, "rules: []");
  const pruning = await run(["apply", "--prune", "--yes", file], variables);
  assert.match(pruning.stdout, /removed Errors/);
  await run(["show"], variables, 2);
  await run(["remove"], variables, 2);
}

Deno.test("rule apply keeps the rules of files in the data folder, and list shows them", () =>
  withFolder(async (folder) => {
    const variables = { LOGFLOW_DATA_DIR: `${folder}/data` };
    await applyAll(folder, variables);
    const file = `${folder}/rules.yaml`;
    Deno.writeTextFileSync(file, `rules:${ERRORS}`);
    await run(["apply", file], variables);
    const withFiles = { ...variables, ALERT_RULES: "deploy/rules" };
    const { stdout } = await run(["list"], withFiles);
    assert.match(stdout, /^Error rate +ratio +critical +true +deploy\/rules\/error_rate\.yaml$/m);
    assert.match(stdout, /^Errors +threshold +warning +true +api$/m);
    const ofFile = await run(["remove", "Error rate"], withFiles, 1);
    assert.match(ofFile.stderr, /it is one of the file "deploy\/rules\/error_rate\.yaml"; look/);
    const refused = await run(["apply", "deploy/rules/error_rate.yaml"], withFiles, 1);
    assert.match(
      refused.stderr,
      /^deploy\/\S+:\d+:5: "Error rate" is a rule of the file "deploy\//,
    );
    assert.equal(refused.stdout, "");
    Deno.writeTextFileSync(file, `rules:${ERRORS.replace("50", "0")}`);
    const check = await runCli(["check", "alert"], { ...variables, ALERT_RULES: file });
    assert.equal(check.code, 1);
    assert.match(check.stdout + check.stderr, /ALERT_RULES: .*rules\.yaml:6:5: "threshold"/);
  }));

async function withApi(
  work: (variables: Variables, state: StateStore) => Promise<void>,
): Promise<void> {
  const { ports } = createTestPorts({ now: Date.now });
  const server: Deno.HttpServer<Deno.NetAddr> = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request, info) => {
      const options = { ...{ host: "127.0.0.1", hostname: "h", timeZone: "UTC", version: "0" } };
      return createApp(ports, { ...options, port: server.addr.port }).fetch(request, info);
    },
  );
  try {
    await work({ LOGFLOW_API_URL: `http://127.0.0.1:${server.addr.port}` }, ports.state);
  } finally {
    await server.shutdown();
  }
}

Deno.test("rule apply does the same over an API", () =>
  withFolder((folder) => withApi((variables) => applyAll(folder, variables))));

Deno.test("rules over an API show those of files, and those are not made once more", () =>
  withFolder((folder) =>
    withApi(async (variables, state) => {
      const receivers = [{ name: "ops", waiting: 0, failure: null }];
      const rule: RuleView = {
        ...{ name: "Errors", type: "ratio", source: "/etc/rules/a.yaml", severity: "critical" },
        ...{ condition: "> 0.1", windowMs: 1000, intervalMs: 1000, forMs: 0, latenessMs: 0 },
        ...{ firing: 0, uncounted: { late: 0, future: 0, crowded: 0 }, windows: [] },
      };
      const view = makeView({ atMs: Date.now(), receivers, rules: [rule] });
      await writeView(state, view);
      assert.match(
        (await run(["list"], variables)).stdout,
        /\nErrors +ratio +critical +true +\/etc\/rules\/a\.yaml\n$/,
      );
      const file = `${folder}/rules.yaml`;
      const silent = SILENT.replace("}", ", receivers: [opps]}");
      Deno.writeTextFileSync(file, `rules:${ERRORS}${silent}`);
      const refused = await run(["apply", file], variables, 1);
      assert.deepEqual(refused.stderr.trim().replaceAll(folder, "F").split("\n"), [
        'F/rules.yaml:8:104: "receivers.0" is "opps", which ALERT_RECEIVERS does not have; it has ops',
        'F/rules.yaml:2:5: "Errors" is a rule of the file "/etc/rules/a.yaml" (ALERT_RULES), which is ' +
        "watched instead; change it there, or choose another name",
      ]);
      assert.equal(refused.stdout, "");
      const shown = await run(["show", "Errors"], variables, 1);
      assert.match(shown.stderr, /it is one of the file "\/etc\/rules\/a\.yaml"; look there/);
    })
  ));

Deno.test("rule check and rule apply tell of receivers that ALERT_RECEIVERS does not have", () =>
  withFolder(async (folder) => {
    const [file, receivers] = [`${folder}/rules.yaml`, `${folder}/receivers.yaml`];
    Deno.writeTextFileSync(receivers, "receivers:\n  - {name: ops, secret_file: none}\n");
    Deno.writeTextFileSync(file, `rules:${ERRORS}    receivers: [ops, duty]\n`);
    const variables = { ALERT_RECEIVERS: receivers, LOGFLOW_DATA_DIR: `${folder}/data` };
    assert.match((await run(["check", file], {})).stdout, /^1 rule in 1 file: all is well/);
    for (const word of ["check", "apply"]) {
      const { stderr, stdout } = await run([word, file], variables, 1);
      assert.equal(
        stderr.replaceAll(folder, "F"),
        'F/rules.yaml:7:22: "receivers.1" is "duty", which ALERT_RECEIVERS does not have; it has ops\n',
      );
      assert.equal(stdout, "");
    }
    Deno.writeTextFileSync(file, `rules:${ERRORS}    receivers: [ops]\n`);
    assert.deepEqual(await run(["apply", file], variables), {
      ...{ code: 0, stdout: "created Errors\n", stderr: "" },
    });
    const missing = { ...variables, ALERT_RECEIVERS: `${folder}/none.yaml` };
    const { stderr } = await run(["check", file], missing, 2);
    assert.match(stderr, /ALERT_RECEIVERS: ".*none\.yaml" cannot be read: it does not exist/);
  }));

Deno.test("rule check tells what is wrong with files, and touches nothing else", () =>
  withFolder(async (folder) => {
    const sound = await run(["check", "deploy/rules"], {});
    assert.equal(sound.stdout, "4 rules in 4 files: all is well\n");
    assert.match(
      sound.stderr,
      /^4 rules name no receivers: nobody is told of Error rate, Latency p95, New error message, Serv/,
    );
    const file = `${folder}/rules.yml`;
    Deno.writeTextFileSync(file, `rules:${ERRORS}${ERRORS}    windw: 5m\n`);
    const bad = await run(["check", `${folder}/*.yml`, `${folder}/none.yaml`], {}, 1);
    const lines = bad.stderr.trim().split("\n").map((line) => line.replaceAll(folder, "F"));
    assert.deepEqual(lines, [
      'Cannot read "F/none.yaml": it does not exist; create it or mend the path',
      'F/rules.yml:13:5: "windw" is not a known key; did you mean "window"?',
    ]);
    assert.equal(bad.stdout, "");
    await run(["check"], {}, 2);
    await run(["apply"], {}, 2);
    await run(["check", "a,b"], {}, 2);
  }));
