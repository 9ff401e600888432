import assert from "node:assert/strict";
import { openSqliteBus } from "../../adapters/sqlite/bus.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import { linesOf, makeBatch } from "../contract/make_batch.ts";
import { runCli } from "./run_cli.ts";

Deno.test("dead lists every letter, and replay hands on the bytes of a damaged one too", async () => {
  const folder = await Deno.makeTempDir({ prefix: "logflow-dead-" });
  const path = `${folder}/bus.db`;
  const variables = { LOGFLOW_DATA_DIR: folder };
  {
    await using bus = await openSqliteBus({ path, bytesMax: 2 ** 20 });
    const reason = "too odd\x1b[2J";
    await bus.publish("logs-dead", [{ ...makeBatch({ lines: ["whole"] }), reason }]);
    await bus.publish("logs-dead", [{ ...makeBatch({ lines: ["spoiled"], begin: 100 }), reason }]);
  }
  spoil(path);
  const listed = await runCli(["dead", "list"], variables);
  assert.match(listed.stdout, /^\S+ too odd\\u001b\[2J: whole\n.*CRC-32.*SPOILED\\n\n$/);
  const replayed = await runCli(["dead", "replay"], variables);
  assert.equal(replayed.stdout, "2 events were handed to process again\n");
  assert.equal((await runCli(["dead", "list"], variables)).stdout, "");
  {
    await using bus = await openSqliteBus({ path, bytesMax: 2 ** 20 });
    const texts = (await bus.read("logs-raw", [], 10)).flatMap(({ batch }) => linesOf(batch!));
    assert.equal(texts[0], "whole");
    assert.match(texts[1]!, /SPOILED/);
    assert.equal(texts.length, 2);
  }
  await Deno.remove(folder, { recursive: true });
});

/** Changes a letter's text, so that its checksum is wrong. */
function spoil(path: string): void {
  using database = openDatabase({ path });
  for (const { key, data } of database.statement("SELECT key, data FROM log").all<Row>()) {
    const text = new TextDecoder("latin1").decode(data);
    const at = text.indexOf("spoiled");
    if (at < 0) continue;
    data.set(new TextEncoder().encode("SPOILED"), at);
    database.statement("UPDATE log SET data = ? WHERE key = ?").run(data, key);
  }
}

interface Row {
  readonly key: number;
  readonly data: Uint8Array<ArrayBuffer>;
}
