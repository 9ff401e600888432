import assert from "node:assert/strict";
import { parseEnv } from "node:util";
import { BINARIES, BINARY_WORDS, toBinary } from "../../cli/binary.ts";
import { toFacts } from "../../cli/deno_command.ts";
import { parseArguments, TARGETS } from "../../deploy/compile/arguments.ts";
import { cacheModules, compileBinary } from "../../deploy/compile/compile_binary.ts";
import { compileAll } from "../../deploy/compile/compile_all.ts";
import { parseConfig } from "../../runtime/config.ts";
import { type PermissionSet, permissionsFor } from "../../runtime/permissions.ts";
import { runProgram } from "../stack/run_program.ts";
import { readBaked } from "./read_baked.ts";

const target = Deno.build.target;

/** Deno itself in place of its runtime for compiled programs: what comes out has all in it, but does not run. */
const DENO = await Deno.realPath(Deno.execPath());

const VARIABLES = `
LOGFLOW_DATA_DIR=/srv/logs
LOG_FILES=/var/log/app/*.log
API_PORT=8123
DATABASE_URL=postgres://u:very-secret@db.example.com:5433/x
`;

Deno.test("compile makes logflow and a binary of each service, with checksums", async () => {
  await using folder = await openFolder();
  await Deno.writeTextFile(`${folder.path}/env`, VARIABLES);
  using _ = setVariable("DENORT_BIN", DENO);
  const output = `${folder.path}/out`;
  const told: string[] = [];
  const given = { envFile: `${folder.path}/env`, targets: [target], output };
  await compileAll(given, (name) => told.push(name));
  assert.deepEqual(told, BINARIES.map((binary) => `${target}/${binary}`));
  await runProgram(["sha256sum", "--check", "--strict", "SHA256SUMS"], {
    cwd: `${output}/${target}`,
  });
  const config = parseConfig({}, parseEnv(VARIABLES));
  for (const word of BINARY_WORDS) {
    const { permissions: baked } = readBaked(`${output}/${target}/${toBinary(word)}`);
    const facts = { ...toFacts([]), modules: [] };
    for (const [kind, allowed] of Object.entries(permissionsFor(word, config, facts))) {
      const grant = `allow_${kind as keyof PermissionSet}` as const;
      assert.deepEqual(baked[grant] ?? [], allowed, `${word} ${grant}`);
    }
  }
  const ship = readBaked(`${output}/${target}/logflow-ship`);
  const { permissions } = ship;
  assert.deepEqual([permissions.allow_run, permissions.allow_ffi], [null, null]);
  assert.deepEqual([permissions.ignore_env, permissions.prompt], [[], false]);
  assert.ok(ship.v8_flags.includes("--max-heap-size=384"));
  assert.equal(ship.entrypoint_key, "cli/main.ts");
  const logflow = readBaked(`${output}/${target}/logflow`);
  assert.deepEqual(logflow.permissions.allow_run, BINARIES);
  assert.ok(!JSON.stringify([ship, logflow]).includes("very-secret"));
});

/** Of a download of 40 MB. */
const TRY_MS_MAX = 60_000;

/** Why there is none; null = there is. */
const missing = await findMissingRuntime();

Deno.test({
  name: `compile makes a logflow that runs${missing === null ? "" : ` (${missing})`}`,
  ignore: missing !== null,
  async fn() {
    await using folder = await openFolder();
    const path = `${folder.path}/logflow`;
    await cacheModules();
    await compileBinary({ flags: ["--allow-read", "--allow-env"], target, path });
    assert.match(await runProgram([path, "--version"]), /^\d+\.\d+\.\d+\s*$/);
  },
});

Deno.test("compile refuses what it does not know, and names what there is", () => {
  assert.deepEqual(parseArguments([]), { envFile: null, targets: TARGETS, output: "dist" });
  const given = ["--env-file", "x.env", "--target", TARGETS[0]!, "--target", TARGETS[1]!];
  assert.deepEqual(parseArguments(given).targets, TARGETS.slice(0, 2));
  assert.throws(() => parseArguments(["--target", "vax"]), /"vax".*x86_64-pc-windows-msvc/);
  assert.throws(() => parseArguments(["--all"]), /--env-file FILE, --target TARGET/);
});

/** Deno's runtime is downloaded where it is not there yet. */
async function findMissingRuntime(): Promise<string | null> {
  await using folder = await openFolder();
  await Deno.writeTextFile(`${folder.path}/main.ts`, "");
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["compile", "-q", "--no-check", "--no-config", "-o", "out", "main.ts"],
    cwd: folder.path,
    stdout: "null",
    stderr: "null",
    signal: AbortSignal.timeout(TRY_MS_MAX),
  }).output();
  return success ? null : "not here: Deno's runtime for compiled programs can't be downloaded";
}

async function openFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "logflow-compile-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

function setVariable(name: string, value: string): Disposable {
  const before = Deno.env.get(name);
  Deno.env.set(name, value);
  return {
    [Symbol.dispose]: () =>
      before === undefined ? Deno.env.delete(name) : Deno.env.set(name, before),
  };
}
