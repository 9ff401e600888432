import assert from "node:assert/strict";
import { RotatingLog } from "./rotating_log.ts";

Deno.test("RotatingLog keeps every line, whole, in files of bounded size and number", () => {
  using folder = new Folder();
  const lines = Array.from({ length: 40 }, (_, i) => `line ${i} ä\n`);
  for (const half of [lines.slice(0, 15), lines.slice(15)]) { // It goes on with what is there.
    using log = new RotatingLog(folder.file, { bytesMax: 100, filesMax: 9 });
    for (const line of half) log.write(line);
  }
  const names = folder.names();
  const texts = names.map((name) => Deno.readTextFileSync(`${folder.path}/${name}`));
  assert.equal(texts.toReversed().join(""), lines.join(""));
  assert.ok(
    names.length > 3 && texts.every((text) => new TextEncoder().encode(text).length <= 100),
  );
});

Deno.test("RotatingLog removes the oldest file, and gives a line that is too long a file of its own", () => {
  using folder = new Folder();
  using log = new RotatingLog(folder.file, { bytesMax: 10, filesMax: 3 });
  const long = `${"x".repeat(50)}\n`;
  for (const line of ["one\n", long, "two\n", "three\n", "four\n"]) log.write(line);
  assert.deepEqual(folder.names(), ["a.log", "a.log.1", "a.log.2"]);
  assert.deepEqual(folder.names().map((name) => folder.read(name)), [
    "four\n",
    "two\nthree\n",
    long,
  ]);
});

Deno.test("RotatingLog counts what cannot be written, and goes on once it can", () => {
  using folder = new Folder();
  using log = new RotatingLog(`${folder.path}/later/a.log`);
  log.write("one\n");
  log.write("two\n");
  Deno.mkdirSync(`${folder.path}/later`);
  log.write("three\n");
  const said = "logflow: 2 lines before this one could not be written\nthree\n";
  assert.equal(folder.read("later/a.log"), said);
});

Deno.test("RotatingLog leaves no part of a line that a full disk takes a part of", () => {
  using folder = new Folder();
  using log = new RotatingLog(folder.file);
  log.write("one\n");
  const { writeSync } = Deno.FsFile.prototype;
  let writes = 0;
  Deno.FsFile.prototype.writeSync = function (bytes) {
    if (++writes > 1) throw new Error("No space left on device (os error 28)");
    return writeSync.call(this, bytes.subarray(0, 2));
  };
  try {
    log.write("two\n");
  } finally {
    Deno.FsFile.prototype.writeSync = writeSync;
  }
  log.write("three\n");
  const said = "logflow: 1 lines before this one could not be written\n";
  assert.equal(folder.read("a.log"), `one\n${said}three\n`);
});

class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "logflow-rotating-" });
  readonly file = `${this.path}/a.log`;

  names(): string[] {
    return [...Deno.readDirSync(this.path)].map(({ name }) => name).sort();
  }

  read(name: string): string {
    return Deno.readTextFileSync(`${this.path}/${name}`);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
