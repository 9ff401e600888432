import assert from "node:assert/strict";
import { detectFormat } from "../core/parse/detect.ts";
import { cutWindow, type Window, type WindowSource } from "./cut_window.ts";

const SOURCE: WindowSource = {
  origin: "0123456789abcde",
  hostname: "h",
  file: "a.log",
  service: "a",
  timeZone: "UTC",
  format: null,
  detect: detectFormat,
  nowMs: 1,
};

Deno.test("cutWindow finds the format of lines that end in CR LF", () => {
  const { batch, format } = cutWindow(
    toWindow("<34>1 2025-10-23T14:32:15.003Z web-9 su 77 ID47 -\r\n"),
    SOURCE,
  );
  assert.deepEqual([format, batch?.format], ["syslog5424", "syslog5424"]);
});

Deno.test("cutWindow keeps a format that was found out, and looks again after plain", () => {
  const json = toWindow('{"a":1}\n');
  assert.equal(cutWindow({ ...json, format: "logfmt" }, SOURCE).format, "logfmt");
  assert.equal(cutWindow({ ...json, format: "plain" }, SOURCE).format, "json");
  assert.equal(cutWindow(json, { ...SOURCE, format: "text" }).format, "text");
});

Deno.test("cutWindow waits for the first whole line before it finds out the format", () => {
  const begun = { ...toWindow('{"a":'), flush: "lines" } as const;
  assert.deepEqual([cutWindow(begun, SOURCE).batch, cutWindow(begun, SOURCE).format], [null, null]);
  assert.equal(cutWindow({ ...begun, flush: "all" }, SOURCE).format, "plain");
});

function toWindow(text: string): Window {
  const bytes = new TextEncoder().encode(text);
  return { bytes, offset: 0, accounted: 0, part: 0, format: null, flush: "all" };
}
