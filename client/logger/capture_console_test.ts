import assert from "node:assert/strict";
import { captureConsole, type ConsoleMethod } from "./capture_console.ts";
import type { LogEntry } from "./options.ts";
import { createTestLogger } from "./testing.ts";

/** A console that keeps what is written. */
function createConsole() {
  const written: [ConsoleMethod, ...unknown[]][] = [];
  const write = (method: ConsoleMethod) => (...values: unknown[]) => {
    written.push([method, ...values]);
  };
  const console = {
    trace: write("trace"),
    debug: write("debug"),
    log: write("log"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
  return { console, written };
}

function createKeeper() {
  const entries: LogEntry[] = [];
  return { entries, log: (entry: LogEntry) => entries.push(entry) > 0 };
}

Deno.test("what is written to the console is written as ever, and logged", () => {
  const { console, written } = createConsole();
  const logger = createKeeper();
  const end = captureConsole(logger, { console });
  const error = new Error("no connection");
  console.log("hi", 5, { a: [1] }, null);
  console.error(error);
  console.trace();
  end();
  console.warn("not logged any more");
  assert.deepEqual(written, [
    ["log", "hi", 5, { a: [1] }, null],
    ["error", error],
    ["trace"],
    ["warn", "not logged any more"],
  ]);
  assert.deepEqual(logger.entries.map(({ level }) => level), ["INFO", "ERROR", "TRACE"]);
  assert.deepEqual(logger.entries[0]!.message, 'hi 5 {"a":[1]} null');
  assert.match(logger.entries[1]!.message, /^Error: no connection\n {4}at /);
});

Deno.test("only the methods that were asked for are captured; captures end in any order", () => {
  const { console } = createConsole();
  const [first, second] = [createKeeper(), createKeeper()];
  const endFirst = captureConsole(first, { console, methods: ["error"] });
  const endSecond = captureConsole(second, { console });
  console.warn("a");
  console.error("b");
  assert.deepEqual([first.entries.length, second.entries.length], [1, 2]);
  endFirst();
  endSecond();
  const { length } = second.entries;
  console.error("c");
  assert.equal(second.entries.length, length);
});

Deno.test("what the logger's callbacks write to the console does not come again", async () => {
  const { console, written } = createConsole();
  const test = createTestLogger({
    instead: () => new Response("", { status: 400 }),
    logger: { onDrop: ({ detail }) => console.error(detail) },
  });
  captureConsole(test.logger, { console });
  console.log("hi");
  await test.pass(60_000);
  assert.deepEqual([written.length, test.requests.length], [2, 1]);
});
