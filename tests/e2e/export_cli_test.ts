import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { runCli } from "./run_cli.ts";
import { spawnCli } from "./spawned_cli.ts";

/** An API whose export never ends, or breaks off. */
async function withApi(
  breaks: boolean,
  work: (api: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-export-" });
  const line = new TextEncoder().encode(`{"message":"${"x".repeat(1000)}"}\n`.repeat(100));
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    let pieces = 0;
    const body = new ReadableStream({
      async pull(controller) {
        if (breaks && pieces++ > 3) controller.error("broken off");
        else controller.enqueue(line);
        await new Promise((resolve) => setTimeout(resolve, 1)); // Lets others have their turn.
      },
    });
    return new Response(body);
  });
  try {
    await work(`http://127.0.0.1:${server.addr.port}`, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}

Deno.test("cli export leaves no part of a file where it is ended by Ctrl-C", () =>
  withApi(false, async (api, folder) => {
    await using running = spawnCli(["export", "--api", api, "--output", `${folder}/x`]);
    await eventually("some of it", async () => {
      const part = await Deno.stat(`${folder}/x.part`).catch(() => null);
      return part !== null && part.size > 0 ? true : null;
    });
    assert.equal(await running.stop("SIGINT"), 130);
    assert.deepEqual(namesIn(folder), []);
    assert.equal(running.errors(), "");
  }));

Deno.test("cli export leaves no part of a file where the API breaks off, and says so", () =>
  withApi(true, async (api, folder) => {
    const { code, stderr } = await runCli(["export", "--api", api, "--output", `${folder}/x`]);
    assert.equal(code, 1);
    assert.match(stderr, /^logflow: Cannot GET "http:\/\/.*\/export": .+\n$/);
    assert.deepEqual(namesIn(folder), []);
  }));

Deno.test("cli export ends quietly once nobody reads it", () =>
  withApi(false, async (api) => {
    const { href } = new URL("../../cli/main.ts", import.meta.url);
    const command =
      `"$DENO" run -q --no-prompt -P=launch ${href} export --api ${api} | head -n 1 | wc -l`;
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", `set -o pipefail; ${command}`],
      cwd: new URL("../../", import.meta.url),
      env: { DENO: Deno.execPath(), NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    assert.deepEqual([code, text(stdout), text(stderr)], [0, "1", ""]);
  }));
