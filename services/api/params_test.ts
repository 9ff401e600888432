import assert from "node:assert/strict";
import { createTestApp } from "./testing.ts";

Deno.test("a request is told ten of the faults of its parameters, however many there are", async () => {
  const names = Array.from({ length: 3000 }, (_, i) => `x${i}=1`).join("&");
  const answer = await createTestApp().send(`/api/v1/logs?limit=0&${names}`);
  assert.equal(answer.status, 400);
  const { detail } = await answer.json();
  assert.match(detail, /"limit" is not.*"x8" is not.*; and so on, 2991 more$/);
});

Deno.test("a text is as long as its code points are many", async () => {
  const { send } = createTestApp({
    store: { aggregate: () => Promise.reject(new Error("asked")) },
  });
  const statusOf = async (by: string) => {
    return (await send(`/api/v1/logs/histogram?interval=1d&by=${encodeURIComponent(by)}`)).status;
  };
  assert.equal(await statusOf("😀".repeat(256)), 500);
  assert.equal(await statusOf("😀".repeat(257)), 400);
  assert.equal(await statusOf("a".repeat(257)), 400);
});
