import assert from "node:assert/strict";

Deno.test("the client names nothing that only one runtime has", async () => {
  for await (const { name } of Deno.readDir(new URL(".", import.meta.url))) {
    if (/_test\.ts$|^testing\.ts$/.test(name)) continue;
    const text = await Deno.readTextFile(new URL(name, import.meta.url));
    const code = text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
    assert.doesNotMatch(
      code,
      /\b(Deno|process|Buffer|window|document|require)\b\s*[.(]|node:/,
      name,
    );
  }
});
