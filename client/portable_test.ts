import assert from "node:assert/strict";
import { readRepository } from "../tests/tidy/repository.ts";

Deno.test("the client and core name nothing that only one runtime has", () => {
  const modules = readRepository().filter(({ path }) =>
    /^(client|core)\/.*\.ts$/.test(path) && !/_(test|bench)\.ts$|(^|\/)test(ing)?[_.]/.test(path)
  );
  assert.ok(modules.length > 100);
  for (const { path, text } of modules) {
    const code = text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
    assert.doesNotMatch(code, /\b(Deno|Buffer|require)\b\s*[.(]|from "node:/, path);
  }
});
