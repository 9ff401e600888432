import assert from "node:assert/strict";
import { freePort, toFreePorts } from "./pipeline_process.ts";
import { runCli, TASK_WORDS } from "./run_cli.ts";

Deno.test("cli tells what there is: --help for each word, --version", async () => {
  for (const word of TASK_WORDS) {
    const { code, stdout } = await runCli([word, "--help"]);
    assert.equal(code, 0, word);
    assert.match(stdout, new RegExp(`^USAGE\n  logflow ${word}`), word);
  }
});

Deno.test("cli answers wrong usage with one sentence and exit code 2", async () => {
  const table: readonly (readonly [args: string[], stderr: RegExp])[] = [
    [["search", "--bogus"], /--bogus/],
    [["generate", "--rate", "fast"], /rate.*from 0\.01 to 1000000/s],
    [
      ["generate", "--count", "1", "--seed", "1.5"],
      /seed.*give a whole number from 0 to 4294967295/s,
    ],
    [["generate", "--count", "2.5"], /count.*give a whole number from 1 to/s],
    [["search", "--limit", "1.5"], /limit.*give a whole number from 1 to 1000000/s],
    [["permissions", "shp"], /give one of .*ship/],
    [["search", "--from", "yesterday", "x"], /--from.*"yesterday"/],
    [["ship"], /--log-file: none is given/],
    [["pipeline", "--log-file", "-"], /"-".*"ship" alone/],
    [["search", "level:"], /column 7: a value is missing [^\n]*\n {2}level:\n {8}\^\n$/],
    [["search", "--from", "1h", "--to", "2h"], /--from: "1h" is after --to "2h"; exchange them/],
    [["ship", "--log-fil", "x"], /no flag --log-fil, did you mean --log-file\?/],
    [["search", "-health"], /no flag -h; .* comes after "--": search -- -health/],
    [["pipeline", "--log-file", ""], /--log-file: has no value/],
    [["search", "--file", "", "x"], /file.*it has no value; give one/],
    [["search", "--api", "ftp://x", "y"], /--api: is no URL that begins with http/],
    [["count", "--api", "http://me:SECRET@x"], /--api: has a name or password in it; give a key/],
    [["tail", "--api", "http://x", "--data-dir", "y"], /--api and --data-dir: .* leave one/],
    [["tail", "x | top 3 a"], /column 5: top makes a table, and events are asked for/],
    [["search", "| top 3 a", "--limit", "2"], /--limit: cannot be used with a table; add \| sort/],
    [["count", "x | stats count()"], /column 3: pipes mean nothing here/],
    [["export", "--format", "xml"], /format.*give one of ndjson, csv/],
    [["export", "--output", "a,b"], /output.*"a,b" is not a usable path/],
  ];
  for (const [args, expected] of table) {
    const { code, stderr } = await runCli(args);
    assert.equal(code, 2, `${args.join(" ")}: ${stderr}`);
    assert.match(stderr, expected);
    assert.doesNotMatch(stderr, /\n {4}at |SECRET/, "no stack trace, no secret");
  }
});

Deno.test("cli generates as many lines as it is told, wherever standard input comes from", async () => {
  const path = await Deno.makeTempFile();
  const { code } = await runCli(["generate", "--count", "12000", "--output", path]);
  assert.equal(code, 0);
  assert.equal((await Deno.readTextFile(path)).split("\n").length, 12_001);
  await Deno.remove(path);
});

Deno.test("cli tells all faults of the configuration at once, before anything starts", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const file = await Deno.makeTempFile();
  const { code, stderr } = await runCli(["pipeline", "--log-file", "/no/such/app.log"], {
    API_PORT: String(taken.addr.port),
    SHIP_METRICS_PORT: String(freePort()),
    PROCESS_METRICS_PORT: String(freePort()),
    ALERT_METRICS_PORT: String(freePort()),
    LOGFLOW_DATA_DIR: `${file}/data`,
  });
  await Deno.remove(file);
  assert.equal(code, 2);
  assert.match(stderr, /3 things to mend/);
  assert.match(stderr, /--log-file: "\/no\/such\/app\.log" cannot be read: it does not exist/);
  assert.match(stderr, /API_PORT: port \d+ of 127\.0\.0\.1 is in use/);
  assert.match(stderr, /LOGFLOW_DATA_DIR: ".*\/data" cannot be written/);
});

Deno.test("cli check lists the same faults, and exits with 1", async () => {
  const { code, stderr } = await runCli(["check", "--log-file", "/no/such/app.log"], {
    LOGFLOW_DATADIR: "x",
    REDIS_URL: "r",
  });
  assert.equal(code, 1);
  assert.match(stderr, /LOGFLOW_DATADIR: .*did you mean LOGFLOW_DATA_DIR\?/);
  assert.match(stderr, /REDIS_URL: is no URL that begins with redis:\/\//);
});

Deno.test("cli check --connect asks the servers, and tells of all that do not answer, without secrets", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "logflow-check-" });
  const { code, stdout, stderr } = await runCli(["check", "--connect"], {
    LOGFLOW_DATA_DIR: dataDir,
    ...toFreePorts(),
    KAFKA_BROKERS: "127.0.0.1:9",
    ELASTICSEARCH_URL: "http://127.0.0.1:19",
    ELASTICSEARCH_API_KEY: "es-secret",
    DATABASE_URL: "postgres://u:pg-secret@127.0.0.1:9/x",
    REDIS_URL: "redis://:redis-secret@127.0.0.1:9",
  });
  assert.equal(code, 1);
  assert.match(stderr, /4 things to mend/);
  for (const key of ["KAFKA_BROKERS", "ELASTICSEARCH_URL", "DATABASE_URL", "REDIS_URL"]) {
    assert.match(stderr, new RegExp(`^  ${key}: Cannot .*127\\.0\\.0\\.1:1?9`, "m"));
  }
  assert.doesNotMatch(stdout + stderr, /secret/);
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("cli generate repeats exactly with a seed, and ends by itself", async () => {
  const args = ["generate", "--seed", "7", "--count", "200", "--time-zone", "UTC"];
  const first = await runCli(args);
  assert.equal(first.code, 0);
  assert.equal(first.stdout.split("\n").length, 201);
  assert.equal((await runCli(args)).stdout, first.stdout);
  assert.notEqual(
    (await runCli([...args.slice(0, 2), "8", ...args.slice(3)])).stdout,
    first.stdout,
  );
});

Deno.test("cli generate says why a file cannot be written", async () => {
  for (const [path, reason] of [["/no/such/x.log", "its folder does not"], ["/", "is a folder"]]) {
    const { code, stderr } = await runCli(["generate", "--count", "1", "--output", path!]);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^logflow: Cannot write "${path}": .*${reason}.*\n$`));
  }
});

Deno.test("cli search, count, tail, export, dead and verify do not take a mistyped data folder for an empty one", async () => {
  const words = [["search", "x"], ["count"], ["tail"], ["export"], ["dead", "list"], ["verify"]];
  for (const args of words) {
    const { code, stdout, stderr } = await runCli([...args, "--data-dir", "/no/such/data"]);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /^logflow: Cannot read the data folder "\/no\/such\/data": it does not/);
  }
});
