import assert from "node:assert/strict";
import { RotatingLog } from "./rotating_log.ts";

Deno.test("RotatingLog keeps the last files, and loses no line before it is released", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const released: number[] = [];
    using log = new RotatingLog({
      path: `${folder}/app.log`,
      fileBytes: 20,
      filesKept: 2,
      release(lines) {
        assert.ok(Deno.readTextFileSync(`${folder}/app.log.${released.length + 1}`).length > 0);
        released.push(lines);
        return Promise.resolve();
      },
    });
    const encoder = new TextEncoder();
    // 10 bytes a line, so two lines a file.
    for (let i = 0; i < 9; i++) await log.append(encoder.encode(`line ${i} ..\n`), 1);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(names, ["app.log", "app.log.3", "app.log.4"]);
    assert.equal(Deno.readTextFileSync(`${folder}/app.log.4`), "line 6 ..\nline 7 ..\n");
    assert.equal(Deno.readTextFileSync(`${folder}/app.log`), "line 8 ..\n");
    assert.deepEqual(released, [2, 4]);
    assert.deepEqual([log.rotations, log.bytesPeak], [4, 60]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("RotatingLog takes no more while its oldest lines are not released", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const { promise, resolve } = Promise.withResolvers<void>();
    const path = `${folder}/app.log`;
    using log = new RotatingLog({ path, fileBytes: 1, filesKept: 1, release: () => promise });
    await log.append(new Uint8Array(5), 1);
    await log.append(new Uint8Array(5), 1);
    let isTaken = false;
    const third = log.append(new Uint8Array(5), 1).then(() => isTaken = true);
    await Promise.resolve();
    assert.deepEqual([isTaken, [...Deno.readDirSync(folder)].length], [false, 2]);
    resolve();
    await third;
    assert.deepEqual([...Deno.readDirSync(folder)].length, 2);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
