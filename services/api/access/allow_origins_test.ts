import assert from "node:assert/strict";
import { createTestApp, makeKeyHeaders } from "../testing.ts";

const SITE = "https://logs.example.com";

const OPTIONS = { corsOrigins: [SITE, "http://localhost:3000"] };

const CORS = ["access-control-allow-origin", "access-control-expose-headers"] as const;

function preflight(origin: string): RequestInit {
  const headers = {
    origin,
    "access-control-request-method": "DELETE",
    "access-control-request-headers": "authorization,if-match",
  };
  return { method: "OPTIONS", headers };
}

Deno.test("CORS answers a preflight of a configured origin, without a key", async () => {
  const { send } = createTestApp({ options: { ...OPTIONS, apiKeys: "required" } });
  const { status, headers } = await send("/api/v1/keys/x", preflight(SITE));
  assert.equal(status, 204);
  assert.equal(headers.get("access-control-allow-origin"), SITE);
  assert.equal(headers.get("access-control-allow-methods"), "GET,HEAD,POST,PUT,DELETE");
  assert.match(
    headers.get("access-control-allow-headers")!,
    /Authorization,.*Cache-Control,.*If-Match/,
  );
  assert.equal(headers.get("access-control-max-age"), "600");
  assert.equal(headers.get("access-control-allow-credentials"), null);
});

Deno.test("CORS lets a page of a configured origin read answers, also refusals and faults", async () => {
  const search = () => Promise.reject(new Error("a fault"));
  const test = createTestApp({ options: { ...OPTIONS, apiKeys: "required" }, store: { search } });
  const key = await makeKeyHeaders(test, ["read"]);
  const table = [
    ["/health", {}, 200],
    ["/api/v1/logs", {}, 401],
    ["/nothing", key, 404],
    ["/api/v1/logs", key, 500],
  ] as const;
  for (const [path, headers, status] of table) {
    const answer = await test.send(path, { headers: { ...headers, origin: SITE } });
    assert.equal(answer.status, status);
    assert.equal(answer.headers.get("access-control-allow-origin"), SITE);
    assert.match(answer.headers.get("access-control-expose-headers")!, /Age,.*ETag,.*Retry-After/);
    assert.equal(answer.headers.get("access-control-allow-credentials"), null);
    assert.match(answer.headers.get("vary")!, /Origin/);
  }
});

Deno.test("CORS tells other origins nothing, and refuses them", async () => {
  const { send } = createTestApp({ options: OPTIONS });
  const odd = ["https://logs.example.com.evil.test", "http://logs.example.com", `${SITE}:8443`];
  for (const origin of ["https://evil.test", "null", "", SITE.toUpperCase(), ...odd]) {
    for (const init of [preflight(origin), { headers: { origin } }]) {
      const answer = await send("/health", init);
      assert.equal(answer.status, 403, origin);
      for (const name of CORS) assert.equal(answer.headers.get(name), null, origin);
    }
  }
  const own = await send("/health", { headers: { origin: "http://127.0.0.1:8000" } });
  assert.equal(own.status, 200);
  for (const name of CORS) assert.equal(own.headers.get(name), null);
});
