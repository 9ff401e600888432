import assert from "node:assert/strict";
import { openReceiver } from "../../runtime/notices/testing.ts";
import { runCli } from "./run_cli.ts";

Deno.test("cli lists who is told of alerts, with no secret, and tells one of a test", async () => {
  await using stack = new AsyncDisposableStack();
  let status = 200;
  const server = stack.use(await openReceiver((response) => response.writeHead(status).end("so")));
  const folder = await Deno.makeTempDir({ prefix: "logflow-receivers-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const path = `${folder}/receivers.yaml`;
  const url = `${server.url}/hidden`;
  await Deno.writeTextFile(`${folder}/slack.url`, "https://hooks.slack.example.com/hidden");
  const mail = { smtp: "smtp://mail.example.com", from: "a@example.com", to: ["b@example.com"] };
  const receivers = [
    { name: "ops", type: "webhook", url, secret: "hidden", group_by: ["rule", "service"] },
    { name: "chat", type: "slack", url_file: "slack.url", repeat: "30m", group_by: [] },
    { name: "mail", type: "email", ...mail },
  ];
  await Deno.writeTextFile(path, JSON.stringify({ receivers }));
  const run = async (...args: string[]) => {
    const result = await runCli(["receivers", ...args], { ALERT_RECEIVERS: path });
    assert(!/hidden/.test(result.stdout + result.stderr));
    return result;
  };

  const listed = await run("--data-dir", folder);
  assert.deepEqual(listed, {
    code: 0,
    stdout: [
      "NAME  TYPE     ADDRESS                      GROUPED BY    REPEAT  WAITING  LAST FAILURE",
      "chat  slack    hooks.slack.example.com:443  nothing       30m     -        -",
      "mail  email    mail.example.com:587         rule          4h      -        -",
      `ops   webhook  ${`127.0.0.1:${server.port}`.padEnd(27)}  rule,service  4h      -        -`,
      "",
    ].join("\n"),
    stderr: "logflow: No `alert` ever acted here; start one\n",
  });
  const [chat] = (await run("--data-dir", folder, "--json")).stdout.split("\n");
  assert.deepEqual(JSON.parse(chat!), {
    ...{ name: "chat", type: "slack", address: "hooks.slack.example.com:443", group_by: [] },
    ...{ repeat: "30m", send_resolved: true, waiting: null, failure: null },
  });

  const took = await run("test", "ops");
  assert.deepEqual([took.code, took.stderr], [0, ""]);
  const [{ path: asked, body }] = server.asked as [(typeof server.asked)[number]];
  const { alerts, status: told } = JSON.parse(body);
  assert.deepEqual([asked, told, alerts[0].rule], ["/hidden", "firing", "LogFlow: test"]);
  status = 403;
  const refused = await run("test", "ops");
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /Cannot tell receiver "ops": Cannot post .*: status is 403, "so"/);
  const unknown = await run("test", "opps");
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /NAME: "opps" is no receiver of ".*"; did you mean ops\?/);
  const unset = await runCli(["receivers", "test", "ops"]);
  assert.equal(unset.code, 2);
  assert.match(unset.stderr, /ALERT_RECEIVERS: is not set/);
  assert.equal(server.asked.length, 2);
});
