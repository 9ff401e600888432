import { testLogStore } from "../../tests/contract/log_store_suite.ts";
import type { StoreUnderTest } from "../../tests/contract/log_store_suite.ts";
import type { LogReader } from "../../ports/log_store.ts";
import { openPooledReader } from "./pooled_reader.ts";
import { type BlockReaderOptions, openBlockReader } from "./reader.ts";
import { openBlockWriter } from "./writer.ts";
import { NEAR_EMBEDDED } from "../../tests/contract/nearness.ts";

for (const blockEvents of [8192, 16]) {
  testLogStore({
    name: `blocks of ${blockEvents} events`,
    shared: true,
    open: () => Promise.resolve(openStore(blockEvents, openBlockReader)),
  });
}

testLogStore({
  name: "blocks of 16 events, searched in a thread",
  shared: true,
  open: () =>
    Promise.resolve(openStore(16, (options) => openPooledReader({ ...options, workers: 1 }))),
});

function openStore(
  blockEvents: number,
  openReader: (options: BlockReaderOptions) => Promise<LogReader>,
): StoreUnderTest {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/logs.db`;
  const log = (message: string) => {
    throw new Error(message);
  };
  return {
    openWriter: () => openBlockWriter({ path, log, blockEvents, keptBytesMin: 1 }),
    openReader: () => openReader({ path, log }),
    settle: () => Promise.resolve(),
    nearness: NEAR_EMBEDDED,
    printSinceArguments: [
      `--allow-read=${path}`,
      import.meta.resolve("./testing/print_since.ts"),
      path,
    ],
    async [Symbol.asyncDispose]() {
      await Deno.remove(folder, { recursive: true });
    },
  };
}
