import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { bundle, sizesOf } from "./bundle.ts";

Deno.test("the logger has at most 10 KB, bundled and minified", async () => {
  const names = "captureConsole, createLogger, logRequests";
  const text = await bundle(`export { ${names} } from "$/client/logger/mod.ts";`, "--minify");
  const { bytes, gzipBytes } = await sizesOf(text);
  assert.ok(bytes <= 10 * 1024, `It has ${bytes} bytes, compressed ${gzipBytes}`);
  assert.ok(gzipBytes <= 5 * 1024, `Compressed it has ${gzipBytes} bytes`);
});

Deno.test("every module of the library but ship uses nothing but web standards", async () => {
  for (const [name, path] of Object.entries(config.exports)) {
    if (name === "./ship") continue;
    const text = await bundle(`export * from "$/${path.slice(2)}";`);
    assert.doesNotMatch(text, /["'](node:[a-z/]+)["']|\brequire\(["']|\bDeno\.[a-z]/, name);
  }
});
