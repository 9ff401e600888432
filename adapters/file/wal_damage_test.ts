import assert from "node:assert/strict";
import { PAGE_BYTES } from "./checkpoint_schema.ts";
import { TestWorld } from "./test_world.ts";

const HEAD_BYTES = 32;
const FRAME_BYTES = 24 + PAGE_BYTES;

Deno.test("Tailer ships nothing twice with a byte of its checkpoint's WAL changed", async () => {
  using world = new TestWorld();
  const files = await makeFiles(world);
  const frames = Math.floor((files.wal.length - HEAD_BYTES) / FRAME_BYTES);
  assert.ok(frames > 20, `${frames} frames`);
  for (let at = 0; at < HEAD_BYTES; at += 3) await assertNothingTwice(world, files, at);
  // In a frame: its page, the end of a transaction, salt, checksum, image.
  const places = [3, 7, 9, 17, 24, 1000, FRAME_BYTES - 1];
  for (let i = 0; i < frames; i++) {
    const place = places[i % places.length]!;
    await assertNothingTwice(world, files, HEAD_BYTES + i * FRAME_BYTES + place);
  }
});

/** What `ship` leaves when it is killed. */
interface Files {
  readonly main: Uint8Array;
  readonly wal: Uint8Array;
}

async function assertNothingTwice(world: TestWorld, { main, wal }: Files, at: number) {
  const path = world.checkpointPath;
  const damaged = wal.slice();
  damaged[at]! ^= 0x55;
  Deno.writeFileSync(path, main);
  Deno.writeFileSync(`${path}-wal`, damaged);
  const texts = [...world.texts];
  world.messages.length = 0;
  await world.settle(1000, 3);
  assert.deepEqual(world.texts, texts, `byte ${at}`);
  // Without its last frame the last transaction is one that a crash cut off.
  if (at < wal.length - FRAME_BYTES) {
    assert.match(world.messages.join(), /was damaged \(.* write-ahead log/, `byte ${at}`);
  }
  world.stop();
}

/** All is shipped, of several files; all that is known of it is in the WAL. */
async function makeFiles(world: TestWorld): Promise<Files> {
  for (const name of ["app.log.2", "app.log.1", "app.log"]) {
    for (let i = 0; i < 4; i++) {
      world.write("app.log", `${name} ${i}\n`);
      await world.step(2000);
    }
    await world.settle();
    if (name === "app.log.1") world.rename("app.log.1", "app.log.2");
    if (name !== "app.log") world.rename("app.log", "app.log.1");
  }
  const [main, wal] = ["", "-wal"].map((end) => Deno.readFileSync(world.checkpointPath + end));
  world.kill();
  return { main: main!, wal: wal! };
}
