import { testSource } from "../../tests/contract/source_suite.ts";
import type { Source } from "../../ports/source.ts";
import { denoFileSystem } from "../../runtime/file_system.ts";
import { openFileSource } from "./source.ts";

testSource("file", { noRepeat: null }, async () => {
  const folder = await Deno.makeTempDir();
  const open = () =>
    openFileSource({
      paths: [`${folder}/app.log`],
      checkpointPath: `${folder}/ship.db`,
      hostname: "host",
      timeZone: "UTC",
      format: "plain",
      detect: () => "plain",
      service: null,
      from: "beginning",
      files: denoFileSystem,
      now: Date.now,
      random: (bytes) => crypto.getRandomValues(bytes),
      log: () => {},
      pollMs: 5,
      joinMs: 10,
    });
  return {
    open,
    kill: async (source: Source) => await source[Symbol.asyncDispose](),
    write: (text) => Deno.writeTextFile(`${folder}/app.log`, text, { append: true }),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
});
