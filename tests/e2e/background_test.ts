import assert from "node:assert/strict";
import { BackgroundFolder } from "./background_folder.ts";
import { eventually } from "./eventually.ts";

const SERVICES = ["ship", "process", "api", "alert"];

Deno.test("start, status and stop: a pipeline in the background, which ships all but its own logs", async () => {
  await using folder = new BackgroundFolder();
  const started = await folder.run("start", "--log-file", "**/*.log");
  assert.deepEqual([started.code, started.stderr], [0, ""]);
  const address = `http://127.0.0.1:${folder.ports.API_PORT}`;
  const pid = folder.pid();
  assert.ok(
    started.stdout.startsWith(`pipeline runs in the background (process ${pid}): ${address}\n`),
  );
  assert.match(started.stdout, /Its logs are in "\.\/data\/log"/);
  await eventually("the event", async () => {
    const answer = await fetch(`${address}/api/v1/logs/count`);
    return (await answer.json()).count === 1 || null;
  });
  const status = await folder.run("status");
  assert.equal(status.code, 0, status.stdout);
  assert.match(
    status.stdout,
    /^word +state +pid +up for +restarts +rate +lag +memory +engine +last error\n/,
  );
  for (const word of SERVICES) {
    assert.match(status.stdout, new RegExp(`^${word} +running +\\d+ .*MiB +embedded +-$`, "m"));
  }
  const again = await folder.run("start", "--log-file", "**/*.log");
  const text = `pipeline runs in the background already (process ${pid})\n`;
  assert.deepEqual(again, { code: 0, stdout: text, stderr: "" });
  const other = await folder.run("start", "--log-file", "other.log");
  assert.equal(other.code, 1);
  assert.match(
    other.stderr,
    /already \(process \d+\), with --log-file \*\*\/\*\.log; stop it first/,
  );
  const part = await folder.run("stop", "ship");
  assert.equal(part.code, 1);
  assert.match(part.stderr, /Cannot stop ship alone: it is a part of pipeline; stop that/);
  const stopped = await folder.run("stop");
  assert.equal(stopped.code, 0);
  assert.match(
    stopped.stdout,
    new RegExp(`^pipeline \\(process ${pid}\\) has ended, after [\\d.]+ s\n$`),
  );
  for (const word of SERVICES) {
    assert.match(folder.read(`data/log/${word}.log`), new RegExp(`\\[${word}\\] ended\n$`));
  }
  assert.match(folder.read("data/log/pipeline.log"), /\[pipeline\] ended\n$/);
  const after = await folder.run("status");
  assert.equal(after.code, 0);
  assert.match(after.stdout, /^ship +stopped +- /m);
  const { stdout } = await folder.run("verify");
  assert.equal(stdout, "received 1 = stored 1\n");
  assert.match(
    (await folder.run("stop")).stdout,
    /^Nothing runs in the background with data folder/,
  );
});

Deno.test("start, status and stop tell of a pid file that was left behind, and remove it", async () => {
  await using folder = new BackgroundFolder();
  const command = ["start", "generate", "--rate", "50", "--output", "made.log"] as const;
  assert.equal((await folder.run(...command)).code, 0);
  const first = folder.pid("generate");
  Deno.kill(first, "SIGKILL");
  const status = await folder.run("status");
  assert.equal(status.code, 1);
  assert.match(status.stdout, /^generate +dead .*what keeps it running has ended without a word/m);
  const started = await folder.run(...command);
  assert.equal(started.code, 0, started.stderr);
  assert.match(
    started.stdout,
    new RegExp(`ended without a word .* the pid file of process ${first} is replaced\n`),
  );
  assert.match(
    folder.read("data/log/generate.log"),
    new RegExp(`removed the pid file .* pid=${first}\n`),
  );
  const second = folder.pid("generate");
  assert.notEqual(second, first);
  await eventually("lines", () => /INFO|WARN|ERROR|DEBUG/.test(folder.read("made.log")) || null);
  Deno.kill(second, "SIGKILL");
  const stopped = await folder.run("stop");
  assert.equal(stopped.code, 0);
  assert.match(
    stopped.stdout,
    new RegExp(`process ${second} had ended .*; removed the pid file that it left\n`),
  );
  assert.equal((await folder.run("status")).code, 0, "who stopped it knows");
  assert.equal(
    (await folder.run("stop", "generate")).stdout,
    "generate does not run in the background\n",
  );
});

Deno.test("stop signals no process that was given the number of one that had ended", async () => {
  await using folder = new BackgroundFolder();
  Deno.mkdirSync(`${folder.path}/data/run`, { recursive: true });
  const stranger = new Deno.Command("sleep", { args: ["60"] }).spawn();
  try {
    folder.write("data/run/ship.pid", `${stranger.pid}\n`);
    assert.match(
      (await folder.run("stop")).stdout,
      new RegExp(`process ${stranger.pid} had ended`),
    );
    folder.write("data/run/ship.pid", `${stranger.pid}\n`);
    assert.equal((await folder.run("start", "ship", "app.log")).code, 0);
    assert.equal((await folder.run("stop", "ship")).code, 0);
  } finally {
    stranger.kill("SIGKILL");
    assert.equal((await stranger.status).signal, "SIGKILL", "and nothing else ended it");
  }
});

Deno.test("start tells of a port that is taken, and leaves nothing running", async () => {
  await using folder = new BackgroundFolder();
  const port = folder.ports.PROCESS_METRICS_PORT;
  using _ = Deno.listen({ hostname: "127.0.0.1", port });
  const { code, stderr } = await folder.run("start", "--log-file", "app.log");
  assert.equal(code, 2);
  assert.ok(
    stderr.includes(`PROCESS_METRICS_PORT: port ${port} of 127.0.0.1 is in use; stop what uses it`),
  );
  assert.match((await folder.run("status")).stderr, /Cannot read the data folder/);
});

Deno.test("start tells of a crash loop, with the last lines of the log; status does, and stop ends it", async () => {
  await using folder = new BackgroundFolder();
  Deno.mkdirSync(`${folder.path}/data/bus.db`, { recursive: true });
  const { code, stderr } = await folder.run("start", "ship", "--log-file", "app.log");
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^logflow: Cannot start ship: ship is in a crash loop: it ends soon after each start\n/,
  );
  assert.match(
    stderr,
    /The last lines of "\.\/data\/log\/ship\.log":\n(\s{2}.*\n)*\s{2}.*ship ended with code 1; starts again/,
  );
  assert.match(stderr, /It is tried again and again; `deno task stop` ends that/);
  const status = await folder.run("status");
  assert.equal(status.code, 1);
  assert.match(status.stdout, /^ship +crash loop .*logflow: .*directory/m);
  Deno.removeSync(`${folder.path}/data/bus.db`);
  await eventually("ship to run", async () => (await folder.status()).get("ship")?.pid ?? null);
  assert.equal((await folder.run("stop")).code, 0);
});

Deno.test("start runs several words of their own, in a session without a terminal", async () => {
  await using folder = new BackgroundFolder();
  assert.equal((await folder.run("start", "process", "alert")).code, 0);
  const rows = await folder.status();
  assert.deepEqual([...rows.keys()], ["process", "alert"]);
  for (const [word, { state, job }] of rows) assert.deepEqual([state, job], ["running", word]);
  const { stdout } = new Deno.Command("ps", {
    args: ["-o", "sid=,tty=", "-p", String(folder.pid("process"))],
  }).outputSync();
  const [session, terminal] = new TextDecoder().decode(stdout).trim().split(/\s+/);
  assert.deepEqual([Number(session), terminal], [folder.pid("process"), "?"]);
  assert.equal((await folder.run("stop", "process")).code, 0);
  const left = await folder.status();
  assert.deepEqual([left.get("process")?.state, left.get("alert")?.state], ["stopped", "running"]);
});

Deno.test("start tells of a word that there is not, and of flags that its word has not", async () => {
  await using folder = new BackgroundFolder();
  const [word, flag] = [
    await folder.run("start", "shop"),
    await folder.run("start", "api", "--rate", "1"),
  ];
  assert.deepEqual([word.code, flag.code], [2, 2]);
  assert.match(word.stderr, /there is no word "shop", did you mean `ship`\?/);
  assert.match(flag.stderr, /there is no flag --rate/);
});

Deno.test("SIGHUP starts again what a new configuration changes, and keeps all as it is for a faulty one", async () => {
  await using folder = new BackgroundFolder();
  const files = `LOG_FILES=${folder.path}/app.log`;
  folder.write(".env", files);
  assert.equal((await folder.run("start")).code, 0);
  const before = await folder.status();
  const log = () => folder.read("data/log/pipeline.log");
  const reload = async (text: string, told: RegExp) => {
    folder.write(".env", `${files}\n${text}\n`);
    Deno.kill(folder.pid(), "SIGHUP");
    await eventually(`${told}`, () => told.test(log()) || null);
  };
  await reload("API_RATE_MAX=x\nLOGFLOW_RETENTION=y", /goes on as it was/);
  assert.match(
    log(),
    /ERROR \[pipeline\] Cannot reload: API_RATE_MAX: .*\n.*Cannot reload: LOGFLOW_RETENTION: /,
  );
  await reload("ALERT_RULES=nowhere.yaml", /Cannot reload: ALERT_RULES: .*"nowhere\.yaml"/);
  await reload(
    "LOGFLOW_DATA_DIR=./other",
    /Cannot reload: LOGFLOW_DATA_DIR: cannot change while it runs/,
  );
  folder.write(".env", files);
  const kept = await folder.status();
  for (const word of SERVICES) assert.equal(kept.get(word)!.pid, before.get(word)!.pid, word);
  assert.match(`${kept.get("ship")!.error}`, /^Cannot reload: LOGFLOW_DATA_DIR/);
  await reload("API_RATE_MAX=700", /read the configuration anew: changes api\n/);
  const after = await eventually("a new api", async () => {
    const rows = await folder.status();
    const { pid, state } = rows.get("api")!;
    return pid !== before.get("api")!.pid && state === "running" ? rows : null;
  });
  for (const word of ["ship", "process", "alert"]) {
    assert.equal(after.get(word)!.pid, before.get(word)!.pid);
  }
  assert.deepEqual([after.get("api")!.restarts, after.get("api")!.error], [0, null]);
  await reload("API_RATE_MAX=700", /nothing has changed/);
  await reload("API_RATE_MAX=700\nMETRICS_HOST=::1", /alert ends, to start again/);
  const parts = await eventually("a new alert", () => {
    const { parts } = JSON.parse(folder.read("data/run/pipeline.json"));
    const { pid } = parts.alert;
    return pid !== null && pid !== before.get("alert")!.pid ? parts : null;
  });
  // Each ends only once the one before has started.
  for (const [word, next] of [["ship", "process"], ["process", "alert"]] as const) {
    const [, at] = log().match(new RegExp(`^(\\S+) .*${next} ends, to start again`, "m"))!;
    assert.ok(parts[word].startedAt <= Date.parse(at!), `${word} before ${next}`);
    assert.equal(parts[word].restarts, 0);
  }
});

Deno.test("stop kills what does not end in time, says so, and the services end by themselves", async () => {
  await using folder = new BackgroundFolder();
  assert.equal((await folder.run("start", "--log-file", "app.log")).code, 0);
  const pid = folder.pid();
  Deno.kill(pid, "SIGSTOP");
  const { code, stderr } = await folder.run("stop", "--within", "1");
  assert.equal(code, 1);
  assert.match(
    stderr,
    new RegExp(`^logflow: Killed pipeline \\(process ${pid}\\): it had not ended within 1 s; `),
  );
  await eventually("a second start", async () => {
    return (await folder.run("start", "--log-file", "app.log")).code === 0 || null;
  });
  assert.equal((await folder.run("status")).code, 0);
});

Deno.test("status tells of a pipeline in the foreground", async () => {
  await using folder = new BackgroundFolder();
  const pipeline = folder.spawn("pipeline", "--log-file", "app.log");
  try {
    const rows = await eventually("all services", async () => {
      const rows = await folder.status();
      return SERVICES.every((word) => rows.get(word)?.state === "running") ? rows : null;
    });
    for (const [word, { job, pid, memory_bytes }] of rows) {
      assert.deepEqual([job, typeof pid, Number(memory_bytes) > 1e6], [null, "number", true], word);
    }
    assert.match((await folder.run("stop")).stdout, /what runs in the foreground ends by Ctrl-C/);
    pipeline.kill("SIGTERM");
    assert.equal((await pipeline.status).code, 0);
    assert.match((await folder.run("status")).stdout, /^Nothing was started/);
  } finally {
    try {
      pipeline.kill("SIGKILL");
    } catch { /* it has ended */ }
    await pipeline.status;
  }
});

Deno.test("stop signals nothing whose number is that of another host, or of nobody's file", async () => {
  await using folder = new BackgroundFolder();
  Deno.mkdirSync(`${folder.path}/data/run`, { recursive: true });
  const stranger = new Deno.Command("sleep", { args: ["60"] }).spawn();
  try {
    folder.write("data/run/ship.pid", `${stranger.pid}\nelsewhere\n`);
    {
      using file = Deno.openSync(`${folder.path}/data/run/ship.pid`, { read: true, write: true });
      file.lockSync(true);
      const { code, stderr } = await folder.run("stop");
      assert.equal(code, 1);
      assert.match(stderr, /Cannot stop ship: it is process \d+ of "elsewhere", and this is "/);
    }
    Deno.removeSync(`${folder.path}/data/run/ship.pid`);
    folder.write("data/run/ship.lock", `${stranger.pid}`);
    using file = Deno.openSync(`${folder.path}/data/run/ship.lock`, { read: true, write: true });
    file.lockSync(true);
    const { code, stderr } = await folder.run("stop");
    assert.equal(code, 1);
    assert.match(stderr, /Cannot stop ship: process \d+ has its lock, and no pid file/);
  } finally {
    stranger.kill("SIGKILL");
    assert.equal((await stranger.status).signal, "SIGKILL", "and nothing else ended it");
  }
});
