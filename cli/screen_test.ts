import assert from "node:assert/strict";
import { createScreen } from "./screen.ts";

const never = new AbortController().signal;

Deno.test("createScreen keeps the status below what is printed, on a terminal", () => {
  let shown = "";
  const write = (text: string) => void (shown += text);
  const screen = createScreen({ write, isTerminal: true, broken: never, failure: null });
  screen.print("one");
  screen.setStatus("10 events");
  screen.print("two");
  screen.setStatus("");
  screen.print("three");
  assert.equal(shown, "one\n10 events\r\x1b[2Ktwo\n10 events\r\x1b[2Kthree\n");
});

Deno.test("createScreen writes plain lines elsewhere, and lets no line steer the terminal", () => {
  let shown = "";
  const write = (text: string) => void (shown += text);
  const screen = createScreen({ write, isTerminal: false, broken: never, failure: null });
  screen.setStatus("10 events");
  screen.print("a\x1b[2Jb\r\x9bc\td");
  assert.equal(shown, "a\\u001b[2Jb\\r\\u009bc\\td\n");
});
