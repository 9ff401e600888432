import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { findReceivers } from "../../cli/find_receivers.ts";
import { toFacts } from "../../cli/deno_command.ts";
import { openMailServer } from "../../adapters/email/testing.ts";
import { AUTHORITY } from "../../adapters/elasticsearch/testing/certificate.ts";
import { parseConfig } from "../../runtime/config.ts";
import { openReceiver } from "../../runtime/notices/testing.ts";
import { permissionsFor } from "../../runtime/permissions.ts";
import { toFlags } from "../../runtime/permission_flags.ts";
import { runProgram } from "../stack/run_program.ts";
import { freePort } from "./pipeline_process.ts";

Deno.test("alert tells every kind of receiver with the permissions it gets, and no other place", async () => {
  const folder = await Deno.makeTempDir({ prefix: "logflow-receivers-" });
  await using hook = await openReceiver((response) => response.end(), { tls: true });
  await using chat = await openReceiver((response) => response.end());
  await using other = await openReceiver((response) => response.end());
  await using mail = await openMailServer({ secure: true });
  const path = `${folder}/receivers.yml`;
  const write = async (chatPort: number) => {
    const receivers = [
      { name: "hook", type: "webhook", url: hook.url, secret_file: "secret", ca_file: "ca.pem" },
      { name: "chat", type: "slack", url_file: "chat.url" },
      { name: "am", type: "alertmanager", url: chat.url },
      {
        ...{
          name: "mail",
          type: "email",
          smtp: `smtps://localhost:${mail.port}`,
          ca_file: "ca.pem",
        },
        ...{ from: "a@example.com", to: ["b@example.com"] },
      },
      { name: "gone", type: "slack", url: `http://127.0.0.1:${gone}/` },
    ];
    await Deno.writeTextFile(path, JSON.stringify({ receivers }));
    await Deno.writeTextFile(`${folder}/chat.url`, `http://localhost:${chatPort}/hook\n`);
  };
  const gone = freePort();
  await Deno.writeTextFile(`${folder}/secret`, "s");
  await Deno.writeTextFile(`${folder}/ca.pem`, AUTHORITY);
  await write(chat.port);

  const config = parseConfig({ LOGFLOW_DATA_DIR: folder }, { ALERT_RECEIVERS: path });
  const set = permissionsFor("alert", config, toFacts([], await findReceivers("alert", config)));
  assert.deepEqual(
    set.net.toSorted(),
    [
      ...[`localhost:${hook.port}`, `localhost:${chat.port}`, `127.0.0.1:${chat.port}`],
      ...[`localhost:${mail.port}`, `127.0.0.1:${gone}`, "127.0.0.1:9104"],
    ].toSorted(),
  );
  const script = fileURLToPath(new URL("./tell_receivers.ts", import.meta.url));
  const run = ["run", "-q", "--no-prompt", "--cached-only", ...toFlags(set), script, path];
  const tell = async () => (await runProgram([Deno.execPath(), ...run])).trim().split("\n");

  const [tellsHook, tellsChat, tellsAm, tellsMail, tellsGone] = await tell();
  assert.deepEqual([tellsHook, tellsChat, tellsAm, tellsMail], [
    ...["hook: told", "chat: told", "am: told", "mail: told"],
  ]);
  assert.match(tellsGone!, /^gone: .*refused; is it running there\?/);
  assert.deepEqual([hook.asked.length, chat.asked.length, mail.mails.length], [1, 2, 1]);

  await write(other.port); // After the permissions were made.
  const [, tellsOther] = await tell();
  assert.match(tellsOther!, /^chat: .*may not talk to that address; start it again/);
  assert.equal(other.asked.length, 0);
  await Deno.remove(folder, { recursive: true });
});
