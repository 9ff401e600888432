import assert from "node:assert/strict";
import { ConfigError, UnavailableError } from "../../core/errors.ts";
import { within } from "../../tests/contract/bus_fixture.ts";
import { toPostgresError } from "./errors.ts";
import { openPostgresStateStore } from "./state_store.ts";
import { toTarget } from "./target.ts";

const REFUSALS = [
  [
    "28P01",
    'password authentication failed for user "u"',
    /"127.*" refuses user "u" \(password.*mend/,
  ],
  ["28000", "no pg_hba.conf entry", /lets nobody in as user "u" for database "d" \(no pg_hba/],
  ["3D000", 'database "d" does not exist', /has no database "d": create it, or name another/],
] as const;

Deno.test("toPostgresError names DATABASE_URL, and no password, where a server lets nobody in", async () => {
  for (const [code, message, expected] of REFUSALS) {
    await using server = new RefusingServer(code, message);
    await within(assert.rejects(open(server), (error: Error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /^DATABASE_URL: /);
      assert.match(error.message, expected);
      assert.ok(!error.message.includes("s3cret"));
      return true;
    }));
  }
});

Deno.test("toPostgresError lets be tried again what heals", async () => {
  for (const code of ["57P03", "53300", "57P01", "25006", "58030"]) {
    await using server = new RefusingServer(code, "not now");
    await using store = await within(open(server));
    await within(assert.rejects(store.read("a"), (error: Error) => {
      assert.ok(error instanceof UnavailableError);
      assert.match(error.message, /^Cannot prepare the tables of PostgreSQL at "127.*": not now$/);
      return true;
    }));
  }
});

Deno.test("toPostgresError keeps what is neither, with its cause", () => {
  const cause = Object.assign(new Error("division by zero"), { code: "22012" });
  const target = toTarget("postgres://u:s3cret@h/d", null);
  const error = toPostgresError(cause, { action: "read", target }) as Error;
  assert.equal(error.message, 'Cannot read PostgreSQL at "h:5432": division by zero');
  assert.equal(error.cause, cause);
  assert.equal(
    toPostgresError(error.cause = new RangeError("x"), { action: "", target }),
    error.cause,
  );
});

function open({ port }: RefusingServer) {
  return openPostgresStateStore({ url: `postgres://u:s3cret@127.0.0.1:${port}/d` });
}

/** Refuses everybody, in PostgreSQL's protocol. */
class RefusingServer implements AsyncDisposable {
  readonly port: number;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #running: Promise<void>;

  constructor(code: string, message: string) {
    this.port = (this.#listener.addr as Deno.NetAddr).port;
    this.#running = this.#serve(toErrorResponse(code, message));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#running;
  }

  async #serve(answer: Uint8Array): Promise<void> {
    for await (const conn of this.#listener) {
      const buffer = new Uint8Array(1000);
      await conn.read(buffer); // It asks for TLS.
      await conn.write(new TextEncoder().encode("N"));
      await conn.read(buffer);
      await conn.write(answer);
      conn.close();
    }
  }
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html: ErrorResponse. */
function toErrorResponse(code: string, message: string): Uint8Array {
  const fields = new TextEncoder().encode(`SFATAL\0C${code}\0M${message}\0\0`);
  const bytes = new Uint8Array(5 + fields.length);
  bytes[0] = "E".charCodeAt(0);
  new DataView(bytes.buffer).setUint32(1, 4 + fields.length);
  bytes.set(fields, 5);
  return bytes;
}
