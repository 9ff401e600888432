import assert from "node:assert/strict";
import { removeNamespace } from "../stack/remove_namespace.ts";
import { readStack, WITHOUT_SERVERS } from "../stack/servers.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./pipeline_process.ts";
import { runCli } from "./run_cli.ts";
import { newNamespace, toServerVariables } from "./worlds.ts";

type Variables = Readonly<Record<string, string>>;

/** A folder that is not there yet, and an address that others reach. */
async function withApi(
  uses: readonly "postgres"[],
  work: (variables: Variables, url: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-keys-" });
  const namespace = newNamespace();
  const port = freePort();
  const servers = uses.length > 0 ? toServerVariables({ uses }, namespace) : {};
  const own = { LOGFLOW_DATA_DIR: `${folder}/data`, API_HOST: "0.0.0.0", API_PORT: `${port}` };
  try {
    await work({ ...servers, ...own }, `http://127.0.0.1:${port}`);
  } finally {
    if (uses.length > 0) await removeNamespace(namespace);
    await Deno.remove(folder, { recursive: true });
  }
}

/** `api` in a process of its own, until what this gives is disposed. */
function startApi(variables: Variables): AsyncDisposable {
  const env = { NO_COLOR: "1", HOME: Deno.env.get("HOME")!, PATH: Deno.env.get("PATH")! };
  const cache = Deno.env.get("DENO_DIR");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", new URL("../../cli/main.ts", import.meta.url).pathname, "api"],
    clearEnv: true,
    env: { ...env, ...cache === undefined ? {} : { DENO_DIR: cache }, ...variables },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(url, { headers });
  await answer.body?.cancel();
  return answer.status;
}

for (const uses of [[], ["postgres"]] as const) {
  const isMissing = uses.length > 0 && readStack() === null;
  const world = uses.length > 0 ? "in PostgreSQL" : "in the data folder";
  Deno.test({
    name: `api where others reach it starts once there is a key ${world}, and asks for it${
      isMissing ? WITHOUT_SERVERS : ""
    }`,
    ignore: isMissing,
    sanitizeOps: uses.length === 0, // What cleans the servers leaves timers behind.
    sanitizeResources: uses.length === 0,
    fn: () =>
      withApi(uses, async (variables, url) => {
        const refused = await runCli(["api"], variables);
        assert.equal(refused.code, 2, refused.stderr);
        assert.match(refused.stderr, /API_HOST: "0.0.0.0" .*make one by `deno task key create`/);

        const flags = ["--name", "e2e", "--scope", "read"];
        const made = await runCli(["key", "create", ...flags], variables);
        assert.equal(made.code, 0, made.stderr);
        assert.match(made.stdout, /^lf_\w{10}_\w{43}\n$/);
        assert.match(
          made.stderr,
          /^This is lf_\w{10} \(read\); it never expires\. It is not shown/,
        );
        const key = made.stdout.trim();
        await using _ = startApi(variables);
        await eventually(
          "api to listen",
          async () => await statusOf(`${url}/health`) === 200 || null,
        );
        assert.equal(await statusOf(`${url}/metrics`), 401);
        assert.equal(await statusOf(`${url}/metrics`, { "x-api-key": key }), 200);
        assert.equal(await statusOf(`${url}/api/v1/keys`, { "x-api-key": key }), 403);

        const prefix = key.slice(0, 13);
        const one = await eventually("the key's use to be noted", async () => {
          const { stdout } = await runCli(["key", "list", "--json"], variables);
          assert.ok(!stdout.includes(key.slice(14)));
          const [listed] = stdout.trim().split("\n").map((line) => JSON.parse(line));
          return listed.last_used_at === null ? null : listed;
        });
        assert.deepEqual([one.prefix, one.name, one.created_by], [prefix, "e2e", "cli"]);
        const revoked = await runCli(["key", "revoke", prefix], variables);
        assert.equal(revoked.code, 0, revoked.stderr);
        const isOver = async () =>
          await statusOf(`${url}/metrics`, { "x-api-key": key }) === 401 || null;
        await eventually("the key to be of no use", isOver);
        assert.equal((await runCli(["key", "revoke", key], variables)).code, 1);
      }),
  });
}

Deno.test("key tells what it is asked wrongly, and repeats no secret", async () => {
  const folder = await Deno.makeTempDir();
  const variables = { LOGFLOW_DATA_DIR: folder };
  const secret = "x".repeat(43);
  const table: readonly (readonly [args: string[], code: number, stderr: RegExp])[] = [
    [["list"], 0, /There are no API keys: `deno task key create` makes one/],
    [["create", "--name", "a"], 2, /--scope/],
    [["create", "--scope", "read"], 2, /--name/],
    [["create", "--name", "a", "--scope", "write"], 2, /give one of read, ingest, admin/],
    [["create", "--name", "a\nb", "--scope", "read"], 2, /--name: give one line/],
    [["create", "--name", "a", "--scope", "read", "--expires", "1999"], 2, /--expires: .*future/],
    [["create", "--name", "a", "--scope", "read", "--rate", "-1"], 2, /rate.*whole number from 0/s],
    [["revoke", "shop"], 2, /Cannot revoke that: give a key's prefix/],
    [["revoke", `lf_0_${secret}`], 2, /Cannot revoke that/],
    [["revoke", `lf_0123456789_${secret}`], 1, /Cannot revoke lf_0123456789: there is no such key/],
  ];
  for (const [args, expected, words] of table) {
    const { code, stderr } = await runCli(["key", ...args], variables);
    assert.equal(code, expected, `${args.join(" ")}: ${stderr}`);
    assert.match(stderr, words);
    assert.ok(!stderr.includes(secret));
  }
  const nowhere = await runCli(["key", "list"], { LOGFLOW_DATA_DIR: `${folder}/none` });
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.stderr, /Cannot read the data folder .*\/none": it does not exist/);
  await Deno.remove(folder, { recursive: true });
});
