import assert from "node:assert/strict";
import { ConflictError } from "../core/errors.ts";
import { holdPidFile, lookAtPidFile, removeLeftPidFile } from "./pid_file.ts";

Deno.test("holdPidFile names this process while it is held, and nobody else holds it meanwhile", () => {
  using folder = new Folder();
  {
    using held = holdPidFile(folder.base);
    assert.equal(held.left, null);
    const host = Deno.hostname();
    assert.deepEqual(lookAtPidFile(folder.base), { ...OWN, host, runs: true });
    assert.equal(Deno.readTextFileSync(`${folder.base}.pid`), `${Deno.pid}\n${host}\n`);
    assert.throws(() => holdPidFile(folder.base), ConflictError);
    assert.throws(() => removeLeftPidFile(folder.base), ConflictError);
  }
  assert.equal(lookAtPidFile(folder.base), null);
  holdPidFile(folder.base)[Symbol.dispose]();
});

Deno.test("holdPidFile takes no living process for the one whose file was left behind", () => {
  using folder = new Folder();
  // This process lives, and did not write it: as after the number was given anew.
  Deno.writeTextFileSync(`${folder.base}.pid`, `${Deno.pid}\n`);
  assert.deepEqual(lookAtPidFile(folder.base), { ...OWN, runs: false });
  using held = holdPidFile(folder.base);
  assert.equal(held.left, Deno.pid);
  assert.equal(lookAtPidFile(folder.base)!.runs, true);
});

Deno.test("removeLeftPidFile removes what was left behind, whatever is in it", () => {
  using folder = new Folder();
  for (const text of ["123\n", "", "nonsense", "-1"]) {
    Deno.writeTextFileSync(`${folder.base}.pid`, text);
    const pid = text === "123\n" ? 123 : 0;
    assert.deepEqual(lookAtPidFile(folder.base), { ...OWN, pid, runs: false });
    removeLeftPidFile(folder.base);
    assert.equal(lookAtPidFile(folder.base), null);
  }
  removeLeftPidFile(folder.base);
});

Deno.test("lookAtPidFile tells of a process whose file somebody removed, until it ends", () => {
  using folder = new Folder();
  const held = holdPidFile(folder.base);
  Deno.removeSync(`${folder.base}.pid`);
  assert.deepEqual(lookAtPidFile(folder.base), { ...OWN, runs: true, isLost: true });
  held[Symbol.dispose]();
  assert.equal(lookAtPidFile(folder.base), null);
  Deno.writeTextFileSync(`${folder.base}.lock`, "123"); // As one leaves it that is killed.
  assert.equal(lookAtPidFile(folder.base), null);
});

Deno.test("lookAtPidFile tells why there can be none", () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.base, "");
  const problem =
    /^Cannot open pid file ".*\/ship\/run\.pid": it is, or lies below, a file; name a folder$/;
  assert.throws(() => lookAtPidFile(`${folder.base}/run`), { message: problem });
});

const OWN = { pid: Deno.pid, host: null, isLost: false };

class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "logflow-pid-" });
  readonly base = `${this.path}/ship`;

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
