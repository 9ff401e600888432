import assert from "node:assert/strict";
import { ConfigError } from "../../core/errors.ts";
import { assertVersion } from "./errors.ts";
import { toTarget } from "./target.ts";

Deno.test("toTarget takes a URL apart, with its defaults", () => {
  assert.deepEqual(toTarget("rediss://u:p%40@h:1/3"), {
    host: "h",
    port: 1,
    user: "u",
    password: "p@",
    database: 3,
    tls: true,
  });
  assert.deepEqual(toTarget("redis://[::1]"), {
    host: "::1",
    port: 6379,
    user: null,
    password: null,
    database: 0,
    tls: false,
  });
});

Deno.test("toTarget refuses what is no URL of Redis, and never shows a password", () => {
  const bad = [
    ["", /is not like redis:/],
    ["h:6379", /is not like redis:/],
    ["http://:s3cret@h", /is not like redis:/],
    ["redis://:s3cret%@h", /its password has a % that/],
    ["redis://:s3cret@h/x", /its path "x" is not the number/],
    ["redis://:s3cret@h?db=1", /it has parameters/],
  ] as const;
  for (const [url, message] of bad) {
    assert.throws(() => toTarget(url), (error: Error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /^REDIS_URL: /);
      assert.match(error.message, message);
      assert.ok(!error.message.includes("s3cret"));
      return true;
    });
  }
});

Deno.test("assertVersion refuses Redis before 6.2", () => {
  const target = toTarget("redis://h");
  for (const version of ["6.2.0", "6.10", "7.0.15", "10.1"]) assertVersion(version, target);
  for (const version of ["6.0.16", "5.0.7", "2.8"]) {
    assert.throws(() => assertVersion(version, target), {
      name: "ConfigError",
      message: `REDIS_URL: Redis ${version} at "h:6379" is too old: LogFlow needs 6.2 or newer`,
    });
  }
});
