import assert from "node:assert/strict";
import { createTestApp } from "./testing.ts";

Deno.test("/docs is a page of nothing but what is served beside it, and runs nothing else", async () => {
  const { send } = createTestApp();
  const page = await send("/docs");
  assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
  const policy = page.headers.get("content-security-policy")!;
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; /);
  assert.doesNotMatch(policy, /unsafe|http|\*/);
  const html = await page.text();
  assert.doesNotMatch(html, /<script>|<style|\son\w+=|https?:/);
  const urls = [...html.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map(([, url]) => url!);
  assert.deepEqual(urls, [
    "docs/swagger-ui.css",
    "docs/swagger-ui-bundle.js",
    "docs/start.js",
  ]);
  for (const url of urls) {
    const answer = await send(`/${url}`);
    assert.equal(answer.status, 200, url);
    const type = url.endsWith(".css") ? "text/css" : "text/javascript";
    assert.equal(answer.headers.get("content-type"), `${type}; charset=utf-8`);
    assert.equal(answer.headers.get("content-security-policy"), policy);
    const text = await answer.text();
    assert.ok(text.length > 100);
    if (url.endsWith("start.js")) assert.match(text, /url: "openapi.json"/);
  }
});

Deno.test("/docs is sent again only where it has changed", async () => {
  const { send } = createTestApp();
  for (const path of ["/docs", "/docs/swagger-ui-bundle.js"]) {
    const first = await send(path);
    await first.body!.cancel();
    const etag = first.headers.get("etag")!;
    assert.match(etag, /^"[0-9a-f]{32}"$/);
    assert.equal(first.headers.get("cache-control"), "no-cache");
    for (const given of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
      const again = await send(path, { headers: { "if-none-match": given } });
      assert.deepEqual([again.status, again.body, again.headers.get("etag")], [304, null, etag]);
    }
    const other = await send(path, { headers: { "if-none-match": '"x"' } });
    assert.equal(other.status, 200);
    await other.body!.cancel();
  }
});

Deno.test("/docs needs no key, and has no other files", async () => {
  const { send } = createTestApp({ options: { apiKeys: "required" } });
  const page = await send("/docs");
  assert.equal(page.status, 200);
  await page.body!.cancel();
  for (const name of ["nope.js", "__proto__", "constructor", "..%2Fapp.ts", "swagger-ui.css/x"]) {
    const { status } = await send(`/docs/${name}`);
    assert.equal(status, name.includes("/") ? 401 : 404, name);
  }
});
