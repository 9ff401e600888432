import assert from "node:assert/strict";
import { toDatabaseFiles, toDataFiles } from "./data_files.ts";
import { denoFileSystem } from "./file_system.ts";
import { hideDataFiles } from "./hide_data_files.ts";

Deno.test("hideDataFiles hides every file of a data folder, and nothing else", () => {
  const { demo: _, ...own } = toDataFiles("/data");
  const all = Object.values(own).flatMap(toDatabaseFiles).map((path) =>
    path.slice("/data/".length)
  );
  const others = ["demo", "app.log", "ship.log", "bus.dbx", "logs.db2", "lock"];
  const list = (names: string[]) =>
    hideDataFiles({ ...denoFileSystem, list: () => names }).list("/");
  const written = all.filter((name) => !/\.(lock|reserve)(-|\.)/.test(name));
  assert.deepEqual(list([...written, ...others]), others);
  // Where nobody keeps data, `logs.db` may be anything.
  assert.deepEqual(list(["logs.db", ...others]), ["logs.db", ...others]);
  assert.equal(hideDataFiles({ ...denoFileSystem, list: () => null }).list("/"), null);
});
