import assert from "node:assert/strict";
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
  assert.match(changed.stderr, /^No file has Silent: --prune removes what no file has\n$/);
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

  Deno.writeTextFileSync(file, `rules:${ERRORS.replace("50", "0")}`);
  const refused = await run(["apply", "--prune", file], variables, 1);
  assert.equal(refused.stdout, "");
  assert.match(refused.stderr, /rules\.yaml:6:5: "threshold" is "0", which always holds/);
  assert.match(
    (await run(["list"], variables)).stdout,
    /^NAME +TYPE .*\nErrors +threshold +warning +true +api\n$/,
  );
}

Deno.test("rule apply keeps the rules of files in the data folder, and list shows them", () =>
  withFolder(async (folder) => {
    await applyAll(folder, { LOGFLOW_DATA_DIR: `${folder}/data` });
    const variables = { LOGFLOW_DATA_DIR: `${folder}/data`, ALERT_RULES: "deploy/rules" };
    const { stdout } = await run(["list"], variables);
    assert.match(stdout, /^Error rate +ratio +critical +true +deploy\/rules\/error_rate\.yaml$/m);
    assert.match(stdout, /^Errors +threshold +warning +true +api$/m);
    const check = await runCli(["check", "alert"], {
      ...variables,
      ALERT_RULES: `${folder}/rules.yaml`,
    });
    assert.equal(check.code, 1);
    assert.match(check.stdout + check.stderr, /ALERT_RULES: .*rules\.yaml:6:5: "threshold"/);
  }));

Deno.test("rule apply does the same over an API", () =>
  withFolder(async (folder) => {
    const { ports } = createTestPorts();
    const server: Deno.HttpServer<Deno.NetAddr> = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      (request, info) => {
        const options = { ...{ host: "127.0.0.1", hostname: "h", timeZone: "UTC", version: "0" } };
        return createApp(ports, { ...options, port: server.addr.port }).fetch(request, info);
      },
    );
    try {
      await applyAll(folder, { LOGFLOW_API_URL: `http://127.0.0.1:${server.addr.port}` });
    } finally {
      await server.shutdown();
    }
  }));

Deno.test("rule check tells what is wrong with files, and touches nothing else", () =>
  withFolder(async (folder) => {
    const sound = await run(["check", "deploy/rules"], {});
    assert.equal(sound.stdout, "4 rules in 4 files: all is well\n");
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
