import assert from "node:assert/strict";
import { ConflictError } from "../core/errors.ts";
import { acquireLock } from "./lock.ts";

Deno.test("acquireLock refuses a second holder and names the first", async () => {
  await inFolder((folder) => {
    const path = `${folder}/ship.lock`;
    using _first = acquireLock(path);
    assert.throws(() => acquireLock(path), (error) => {
      assert.ok(error instanceof ConflictError);
      assert.match(
        error.message,
        new RegExp(`"${path}": process ${Deno.pid} holds it: end the LogFlow`),
      );
      return true;
    });
  });
});

Deno.test("acquireLock gives the lock to the next once it is disposed", async () => {
  await inFolder((folder) => {
    const first = acquireLock(`${folder}/ship.lock`);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    using _second = acquireLock(`${folder}/ship.lock`);
  });
});

Deno.test("acquireLock gives the lock to the next once its holder was killed", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/ship.lock`;
    const script = `import { acquireLock } from ${JSON.stringify(import.meta.resolve("./lock.ts"))};
      acquireLock(${JSON.stringify(path)}); console.log("held"); setInterval(() => {}, 1000);`;
    const holder = new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "-A", `data:application/typescript,${encodeURIComponent(script)}`],
      stdout: "piped",
    }).spawn();
    const output = holder.stdout.getReader();
    await output.read();
    assert.throws(() => acquireLock(path), ConflictError);
    holder.kill("SIGKILL");
    await holder.status;
    await output.cancel();
    using _next = acquireLock(path);
  });
});

Deno.test("acquireLock says what to do where it cannot make the file", () => {
  assert.throws(
    () => acquireLock("/nowhere/ship.lock"),
    /"\/nowhere\/ship.lock": .*make its folder/,
  );
});

async function inFolder(run: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
