import assert from "node:assert/strict";
import { createTestApp } from "./testing.ts";

interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, object> };
  responses: Record<string, { description?: string; content?: Record<string, object> }>;
}

interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

interface Shape {
  $ref?: string;
  description?: string;
  properties?: Record<string, Shape>;
}

/** What people look at, and the document itself. */
const PAGES: readonly string[] = ["/", "/openapi.json", "/docs", "/docs/:file"];

async function readDocument(): Promise<Document> {
  return await (await createTestApp().send("/openapi.json")).json();
}

function operationsOf({ paths }: Document): [string, Operation][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => {
      return [`${method.toUpperCase()} ${path}`, operation];
    })
  );
}

Deno.test("the OpenAPI document is 3.1 and has every route of the app", async () => {
  const document = await readDocument();
  assert.match(document.openapi, /^3\.1\.\d$/);
  assert.deepEqual(document.info, { title: "LogFlow", version: "0.0.0" });
  const routes = createTestApp().app.routes
    .filter(({ method, path }) => method !== "ALL" && !PAGES.includes(path))
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
  const described = operationsOf(document).map(([name]) => name);
  assert.deepEqual(described.sort(), [...new Set(routes)].sort());
  assert.ok(described.length > 10);
});

Deno.test("the OpenAPI document says of each route what it does, takes and answers", async () => {
  const operations = operationsOf(await readDocument());
  const ids = operations.map(([, { operationId }]) => operationId);
  assert.equal(new Set(ids).size, ids.length);
  for (const [name, operation] of operations) {
    assert.ok(operation.operationId && operation.summary && operation.tags?.length, name);
    const done = Object.entries(operation.responses).filter(([status]) => status.startsWith("2"));
    assert.deepEqual(
      done.map(([status, { content }]) => status === "204" || !!content),
      done.map(() => true),
      name,
    );
    assert.ok(done.length > 0, name);
    for (const [status, response] of Object.entries(operation.responses)) {
      assert.ok(response.description, `${name} ${status}`);
    }
    const inPath = [...name.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
    assert.deepEqual(declared.map((parameter) => parameter.name), inPath, name);
  }
});

Deno.test("the OpenAPI document describes limits, the body of a push, and problems", async () => {
  const document = await readDocument();
  const { get: search, post: ingest } = document.paths["/api/v1/logs"]!;
  const parameters = new Map(search!.parameters!.map((each) => [each.name, each]));
  assert.deepEqual([...parameters.keys()], [
    "q",
    "from",
    "to",
    "limit",
    "cursor",
    "order",
    "explain",
  ]);
  const { type, minimum, maximum, default: given } = parameters.get("limit")!.schema as {
    [key: string]: unknown;
  };
  assert.deepEqual([type, minimum, maximum, given], ["integer", 1, 1000, 100]);
  assert.equal(parameters.get("limit")!.required, false);
  assert.deepEqual(Object.keys(ingest!.requestBody!.content), [
    "application/json",
    "application/x-ndjson",
    "text/plain",
  ]);
  assert.ok(ingest!.responses["429"]!.content!["application/problem+json"]);
});

Deno.test("the OpenAPI document refers only to schemas that it has", async () => {
  const document = await readDocument();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)];
  assert.ok(references.length > 5);
  for (const [, reference] of references) {
    const name = reference!.replace("#/components/schemas/", "");
    assert.ok(document.components.schemas[name], reference);
  }
});

Deno.test("the OpenAPI document says of each shape that has a name what it and its members are", async () => {
  const { components } = await readDocument();
  for (const [name, shape] of Object.entries(components.schemas)) {
    const { description, properties } = shape as Shape;
    assert.ok(description, name);
    for (const [property, { $ref, description }] of Object.entries(properties ?? {})) {
      assert.ok($ref ?? description, `${name}.${property}`);
    }
  }
});
