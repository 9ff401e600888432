import assert from "node:assert/strict";
import { ConfigError } from "../../core/errors.ts";
import { toAddress, toTarget } from "./target.ts";
import { assertVersion } from "./schema.ts";

Deno.test("toTarget takes a URL apart, with its defaults", () => {
  assert.deepEqual(toTarget("postgres://u%40:p%25%2F@h:1/d%20b?sslmode=require", null), {
    host: "h",
    port: 1,
    user: "u@",
    password: "p%/",
    database: "d b",
    sslMode: "require",
    ca: null,
  });
  const { port, user, password, database, sslMode } = toTarget("postgresql://h", null);
  assert.deepEqual([port, user, password, database, sslMode], [
    5432,
    "postgres",
    "",
    "postgres",
    "prefer",
  ]);
  assert.equal(toTarget("postgres://u@h", null).database, "u");
  assert.equal(toTarget("postgres://h?sslmode=allow", null).sslMode, "prefer");
  assert.equal(toTarget("postgres://h", "CA").sslMode, "verify-full");
  assert.equal(toTarget("postgres://h?sslmode=require", "CA").sslMode, "verify-ca");
  assert.equal(toAddress(toTarget("postgres://[::1]:5/x", null)), "[::1]:5");
});

Deno.test("toTarget refuses what is no URL of PostgreSQL, and never shows a password", () => {
  const bad = [
    ["", /is not like postgres:/],
    ["h:5432", /is not like postgres:/],
    ["mysql://u:s3cret@h/d", /is not like postgres:/],
    ["postgres:///d", /is not like postgres:/],
    ["postgres://u:s3cret%@h/d", /its password has a % that/],
    ["postgres://u:s3cret@h/d?sslmode=yes", /its sslmode is "yes": use one of disable, prefer/],
    ["postgres://u:s3cret@h/d?x=1", /unknown parameter "x"/],
  ] as const;
  for (const [url, message] of bad) {
    assert.throws(() => toTarget(url, null), (error: Error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /^DATABASE_URL: /);
      assert.match(error.message, message);
      assert.ok(!error.message.includes("s3cret"));
      return true;
    });
  }
});

Deno.test("assertVersion refuses PostgreSQL before 14", () => {
  assertVersion(140_000, "PostgreSQL 14.0");
  assert.throws(() => assertVersion(130_013, `PostgreSQL 13.13 at "h:1"`), {
    name: "ConfigError",
    message: `DATABASE_URL: PostgreSQL 13.13 at "h:1" is too old: LogFlow needs 14 or newer`,
  });
});
