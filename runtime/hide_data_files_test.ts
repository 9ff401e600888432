import assert from "node:assert/strict";
import { resolve } from "node:path";
import { toDatabaseFiles, toDataFiles } from "./data_files.ts";
import { denoFileSystem } from "./file_system.ts";
import { hideDataFiles } from "./hide_data_files.ts";

Deno.test("hideDataFiles hides every file of a data folder, and nothing else", () => {
  const { demo: _, run, log, ...own } = toDataFiles("/data");
  const all = [run, log, ...Object.values(own).flatMap(toDatabaseFiles)].map((path) =>
    path.slice("/data/".length)
  );
  const others = ["demo", "app.log", "ship.log", "bus.dbx", "logs.db2", "lock"];
  const list = (names: string[]) =>
    hideDataFiles({ ...denoFileSystem, list: () => names }, "/data/log").list("/");
  const written = all.filter((name) => !/\.(lock|reserve)(-|\.)/.test(name));
  assert.deepEqual(list([...written, ...others]), others);
  // Where nobody keeps data, `logs.db` may be anything.
  assert.deepEqual(list(["logs.db", ...others]), ["logs.db", ...others]);
  assert.equal(hideDataFiles({ ...denoFileSystem, list: () => null }, "log").list("/"), null);
});

Deno.test("hideDataFiles hides what LogFlow says itself, and not what another one says", () => {
  const names = ["ship.log", "ship.log.1"];
  const files = hideDataFiles({ ...denoFileSystem, list: () => names }, "./data/log");
  for (const path of ["data/log", "./data/log/", resolve("data/log")]) {
    assert.deepEqual(files.list(path), []);
  }
  assert.deepEqual(files.list("other/log"), names);
});
