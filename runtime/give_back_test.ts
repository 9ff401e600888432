import assert from "node:assert/strict";
import { countFreePages, giveBack } from "./give_back.ts";
import { openDatabase } from "./sqlite.ts";

Deno.test("giveBack makes a file shorter step by step, and leaves as many free pages as it is told", async () => {
  const folder = await Deno.makeTempDir();
  {
    using database = openDatabase({ path: `${folder}/a.db` });
    database.exec("CREATE TABLE a (id INTEGER PRIMARY KEY, data BLOB)");
    const insert = database.statement("INSERT INTO a (data) VALUES (?)");
    for (let i = 0; i < 700; i++) insert.run(new Uint8Array(8000));
    database.exec("DELETE FROM a WHERE id <= 600");
    const before = countFreePages(database);
    assert(before >= 600);
    const steps = [];
    while (giveBack(database, 100)) steps.push(countFreePages(database));
    assert.equal(countFreePages(database), 100);
    assert.equal(steps[0], before - 256);
    assert(steps.length < 12);
    assert.equal(giveBack(database, 100), false);
    assert.equal(
      database.statement("SELECT count(*) AS n FROM a").get<{ n: number }>()!.n,
      100,
    );
  }
  await Deno.remove(folder, { recursive: true });
});
