import assert from "node:assert/strict";
import { hasScope, type Scope, SCOPES } from "../../../core/api_key.ts";
import { createTestApp, makeKeyHeaders } from "../testing.ts";

interface Route {
  readonly method: string;
  readonly path: string;
  readonly security: Record<string, string[]>[] | undefined;
  readonly statuses: readonly string[];
}

async function readRoutes(apiKeys: "auto" | "required" = "required"): Promise<Route[]> {
  const document = await (await createTestApp({ options: { apiKeys } }).send("/openapi.json"))
    .json();
  return Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security, responses }]) => {
      return { method: method.toUpperCase(), path, security, statuses: Object.keys(responses) };
    })
  );
}

interface Operation {
  readonly security: Record<string, string[]>[] | undefined;
  readonly responses: Record<string, unknown>;
}

/** The rule in docs/api.md; null = open to everybody. */
function expectedScope({ method, path }: Pick<Route, "method" | "path">): Scope | null {
  if (["/health", "/ready"].includes(path)) return null;
  if (path.startsWith("/api/v1/keys")) return "admin";
  if (method === "GET" || path.endsWith("/backtest")) return "read";
  return method === "POST" && path === "/api/v1/logs" ? "ingest" : "admin";
}

Deno.test("every route declares the scope that the rule gives it, and the answers that come with it", async () => {
  for (const route of await readRoutes()) {
    const name = `${route.method} ${route.path}`;
    const scope = expectedScope(route);
    const expected = scope === null ? [] : [{ bearer: [scope] }, { api_key: [scope] }];
    assert.deepEqual(route.security, expected, name);
    const told = scope === null ? ["403"] : ["401", "403", "429", "503"];
    for (const status of told) assert.ok(route.statuses.includes(status), `${name} ${status}`);
  }
});

Deno.test("the OpenAPI document says that a key may be left out where nobody is asked for one", async () => {
  for (const { security, path } of await readRoutes("auto")) {
    if (["/health", "/ready"].includes(path)) assert.deepEqual(security, []);
    else assert.deepEqual(security?.at(-1), {}, path);
  }
  for (const { security, path } of await readRoutes("required")) {
    assert.ok(!security?.some((each) => Object.keys(each).length === 0), path);
  }
});

for (const scope of SCOPES) {
  Deno.test(`a key with the scope ${scope} opens those routes that need it, and no others`, async () => {
    const { ports, ...test } = createTestApp({ options: { apiKeys: "required" } });
    const headers = await makeKeyHeaders({ ports, ...test }, [scope]);
    for (const route of await readRoutes()) {
      const need = expectedScope(route);
      const path = route.path.replaceAll(/\{\w+\}/g, "x");
      const answer = await test.send(path, { method: route.method, headers });
      const name = `${route.method} ${route.path} ${answer.status}`;
      assert.notEqual(answer.status, 401, name);
      assert.equal(answer.status === 403, need !== null && !hasScope([scope], need), name);
    }
  });
}

Deno.test("without a key, where one is required, only what is open to everybody answers", async () => {
  const { send } = createTestApp({ options: { apiKeys: "required" } });
  for (const route of await readRoutes()) {
    const { status } = await send(route.path.replaceAll(/\{\w+\}/g, "x"), { method: route.method });
    const name = `${route.method} ${route.path} ${status}`;
    assert.equal(status === 401, expectedScope(route) !== null, name);
  }
  for (const path of ["/", "/openapi.json"]) assert.equal((await send(path)).status, 200, path);
  for (const path of ["/nothing", "/api/v1/nothing", "/metrics", "/docs/a/b"]) {
    assert.equal((await send(path)).status, 401, path);
  }
  assert.equal((await send("/api/v1/logs", { method: "HEAD" })).status, 401);
  assert.equal((await send("/api/v1/logs", { method: "PATCH" })).status, 401);
});

Deno.test("a route that declares no scope is for admins alone", async () => {
  const test = createTestApp({ options: { apiKeys: "required" } });
  test.app.get("/forgotten", (c) => c.text("secret"));
  const statusOf = async (scope: Scope) =>
    (await test.send("/forgotten", { headers: await makeKeyHeaders(test, [scope]) })).status;
  assert.deepEqual([await statusOf("read"), await statusOf("ingest"), await statusOf("admin")], [
    403,
    403,
    200,
  ]);
});
