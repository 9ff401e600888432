import assert from "node:assert/strict";
import { openApi } from "./open_api.ts";

const REMOTE = { url: "http://logs.example.com", key: "lf_secret", ca: null, insecure: false };

Deno.test("openApi sends a key in the open only where that is said", () => {
  assert.throws(() => openApi(REMOTE), (error) => {
    assert.match(
      `${error}`,
      /^UsageError: LOGFLOW_API_KEY: cannot be sent to "http:\/\/logs\.example/,
    );
    assert.doesNotMatch(`${error}`, /lf_secret/);
    return true;
  });
  openApi({ ...REMOTE, insecure: true })[Symbol.dispose]();
  openApi({ ...REMOTE, key: null })[Symbol.dispose]();
  openApi({ ...REMOTE, url: "http://127.0.0.1:1" })[Symbol.dispose]();
  openApi({ ...REMOTE, url: "https://logs.example.com" })[Symbol.dispose]();
});

Deno.test("openApi refuses a key that is none, without telling it", () => {
  assert.throws(() => openApi({ ...REMOTE, url: "https://x", key: "lf secret" }), {
    name: "UsageError",
    message: /^Cannot use the API key/,
  });
});
