import assert from "node:assert/strict";
import { isLoopback } from "../../runtime/config_values.ts";
import { BASE, createTestApp } from "./testing.ts";

async function statusOf(headers: Record<string, string>, options = {}): Promise<number> {
  const { send } = createTestApp({ options });
  return (await send("/health", { headers })).status;
}

Deno.test("guard answers for the loopback names with the port, in any case", async () => {
  for (const host of ["localhost:8000", "LocalHost:8000", "127.0.0.1:8000", "[::1]:8000"]) {
    assert.equal(await statusOf({ host }), 200, host);
  }
  assert.equal(await statusOf({ host: "localhost" }, { port: 80 }), 200);
  assert.equal(await statusOf({ host: "127.0.0.5:8000" }, { host: "127.0.0.5" }), 200);
});

Deno.test("guard refuses a foreign or incomplete Host: DNS rebinding", async () => {
  const hosts = [
    "evil.test:8000",
    "evil.test",
    "localhost",
    "localhost:9000",
    "127.0.0.1.evil.test:8000",
    "localhost:8000.evil.test",
    "evil@localhost:8000",
    "",
  ];
  for (const host of hosts) assert.equal(await statusOf({ host }), 403, host);
});

Deno.test("guard refuses a request of another site's page, also to push", async () => {
  const origins = ["http://evil.test", "null", "http://localhost:3000", "http://127.0.0.1:8000"];
  for (const origin of origins) {
    assert.equal(await statusOf({ host: "localhost:8000", origin }), 403, origin);
  }
  assert.equal(await statusOf({ host: "127.0.0.1:8000", origin: BASE }), 200);
  const { push, published } = createTestApp();
  const refused = await push("{}", { origin: "http://evil.test" });
  assert.equal(refused.status, 403);
  assert.match((await refused.json()).detail, /"http:\/\/evil\.test": only pages of this API/);
  assert.equal(published.length, 0);
});

Deno.test("guard refuses what a page of another site embeds, and lets a person follow its links", async () => {
  const from = (site: string, dest: string) =>
    statusOf({ "sec-fetch-site": site, "sec-fetch-dest": dest, "sec-fetch-mode": "no-cors" });
  for (const site of ["cross-site", "same-site"]) {
    for (const dest of ["image", "script", "iframe", "empty"]) {
      assert.equal(await from(site, dest), 403, dest);
    }
    assert.equal(await from(site, "document"), 200);
  }
  for (const site of ["same-origin", "none"]) assert.equal(await from(site, "image"), 200);
});

Deno.test("guard answers under any name where everybody is asked for a key, but no foreign Origin", async () => {
  for (const options of [{ apiKeys: "required" }, { host: "0.0.0.0" }]) {
    const host = "logs.internal";
    assert.equal(await statusOf({ host }, options), 200);
    assert.equal(await statusOf({ host, origin: `https://${host}` }, options), 200);
    assert.equal(await statusOf({ host, origin: "https://evil.test" }, options), 403);
  }
  const named = { apiKeys: "required", host: "0.0.0.0", insecureNames: ["api"] };
  assert.equal(await statusOf({ host: "logs.internal" }, named), 200);
});

Deno.test("guard on another address answers for the names that were told, and pages of its own", async () => {
  const options = { host: "0.0.0.0", insecureNames: ["logs.internal", "api"] };
  const host = "logs.internal:8000";
  assert.equal(await statusOf({ host }, options), 200);
  assert.equal(await statusOf({ host, origin: `https://${host}` }, options), 200);
  assert.equal(await statusOf({ host, origin: "https://evil.test" }, options), 403);
  assert.equal(await statusOf({ host: "127.0.0.1:8000" }, options), 200);
  assert.equal(await statusOf({ host: "evil.test:8000" }, options), 403);
});

Deno.test("isLoopback knows this machine's own addresses", () => {
  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"]) {
    assert.equal(isLoopback(host), true, host);
  }
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "localhost.evil.test", "127.evil.test", ""]) {
    assert.equal(isLoopback(host), false, host);
  }
});
