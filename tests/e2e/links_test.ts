import assert from "node:assert/strict";
import { toDenoCommand } from "../../cli/deno_command.ts";
import { parseConfig } from "../../runtime/config.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./pipeline_process.ts";
import { openSqliteBus } from "../../adapters/sqlite/bus.ts";

Deno.test("ship reads no file to which a link leads out of the folder", async () => {
  const folder = await Deno.makeTempDir();
  for (const name of ["data", "logs"]) Deno.mkdirSync(`${folder}/${name}`);
  Deno.writeTextFileSync(`${folder}/secret`, "one secret line\n");
  Deno.writeTextFileSync(`${folder}/logs/app.log`, "one good line\n");
  Deno.symlinkSync(`${folder}/secret`, `${folder}/logs/link.log`);
  const config = parseConfig({}, {
    LOGFLOW_DATA_DIR: `${folder}/data`,
    LOG_FILES: `${folder}/logs/*.log`,
    SHIP_METRICS_PORT: String(freePort()),
  });
  const { program, args, variables } = toDenoCommand({
    word: "ship",
    args: [],
    config,
    variables: Deno.env.toObject(),
  });
  const ship = new Deno.Command(program, {
    args: [...args],
    env: variables,
    clearEnv: true,
    stdin: "piped",
    stderr: "piped",
  }).spawn();
  const said = new Response(ship.stderr).text();
  try {
    await using bus = await openSqliteBus({ path: `${folder}/data/bus.db`, bytesMax: 2 ** 30 });
    await eventually("the good line", async () => {
      return (await bus.status("logs-raw")).published > 0 || null;
    });
    const records = await bus.read("logs-raw", [], 100);
    const texts = records.map(({ batch }) => new TextDecoder().decode(batch!.bytes));
    assert.deepEqual(texts, ["one good line"]);
  } finally {
    await ship.stdin.close();
    await ship.status;
    await Deno.remove(folder, { recursive: true });
  }
  assert.match(await said, /link\.log/);
});
