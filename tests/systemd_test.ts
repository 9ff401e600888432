import assert from "node:assert/strict";
import { parseConfig } from "../runtime/config.ts";
import { permissionsFor } from "../runtime/permissions.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { BackgroundFolder } from "./e2e/background_folder.ts";
import { eventually } from "./e2e/eventually.ts";

const UNIT = new URL("../deploy/systemd/logflow.service", import.meta.url);
const TEXT = Deno.readTextFileSync(UNIT);

Deno.test({
  name: "logflow.service is sound, as systemd-analyze finds, and well confined",
  ignore: !isThere("systemd-analyze"),
  async fn() {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/logflow.service`;
    // Where Deno is on this machine: what a unit runs has to be there.
    await Deno.writeTextFile(path, TEXT.replaceAll("/usr/local/bin/deno", Deno.execPath()));
    try {
      assert.deepEqual(analyze("verify", path), { code: 0, said: "" });
      const { code, said } = analyze("security", "--offline=yes", "--threshold=20", path);
      assert.equal(code, 0, said);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("logflow.service lets the pipeline write all that its services may write, and no more", () => {
  const settings = readSettings();
  const dataDir = settings.get("Environment")!.find((text) => text.startsWith("LOGFLOW_DATA_DIR="))!
    .slice("LOGFLOW_DATA_DIR=".length);
  const config = parseConfig({}, { LOGFLOW_DATA_DIR: dataDir, LOG_FILES: "/var/log/app.log" });
  const facts = {
    ...{ isFolder: () => false, deno: "deno", named: [], modules: [] },
    receivers: { read: [], net: [] },
  };
  const words = ["keep", "ship", "process", "api", "alert", "check", "status", "stop"] as const;
  const written = words.flatMap((word) => permissionsFor(word, config, facts).write);
  assert.ok(written.length > 10 && written.every((path) => `${path}/`.startsWith(`${dataDir}/`)));
  assert.deepEqual(settings.get("ReadWritePaths"), [dataDir]);
  assert.deepEqual(settings.get("StateDirectory"), [dataDir.replace("/var/lib/", "")]);
  const { run, log } = toDataFiles(dataDir);
  assert.ok(settings.get("ExecStart")![0]!.includes(` --allow-write=${run},${log} `));
  for (const name of ["NoNewPrivileges", "ProtectHome", "PrivateTmp"]) {
    assert.deepEqual(settings.get(name), ["yes"], name);
  }
  assert.deepEqual(settings.get("ProtectSystem"), ["strict"]);
});

Deno.test("logflow.service has what keeps the services running as its process, and reloads that", () => {
  const settings = readSettings();
  const [start] = settings.get("ExecStart")!;
  assert.match(start!, / -P=launch .* \/opt\/logflow\/cli\/main\.ts keep pipeline$/);
  assert.deepEqual(settings.get("ExecReload"), ["/bin/kill -HUP $MAINPID"]);
  assert.deepEqual(settings.get("Type"), ["exec"]);
  assert.equal(settings.has("PIDFile"), false);
  assert.deepEqual(settings.get("RestartPreventExitStatus"), ["2"]);
});

Deno.test("logflow.service lets V8 ask for memory protection keys, which it does at each start", () => {
  const settings = readSettings();
  assert.deepEqual(settings.get("SystemCallFilter"), ["@system-service @pkey"]);
  assert.deepEqual(settings.get("SystemCallErrorNumber"), ["EPERM"]);
});

Deno.test("what logflow.service runs stays, is what `status` tells of, and ends with 2 where it is misconfigured", async () => {
  await using folder = new BackgroundFolder();
  const dataDir = `${folder.path}/data`;
  const [program, ...args] = readSettings().get("ExecStart")![0]!
    .replace("/usr/local/bin/deno", Deno.execPath())
    .replaceAll("/opt/logflow/", new URL("../", import.meta.url).pathname)
    .replaceAll("/var/lib/logflow", dataDir).split(" ");
  const unit = () => folder.program(program!, args);
  folder.write(".env", `LOGFLOW_DATA_DIR=${dataDir}\nLOG_FILES=app.log\nAPI_RATE_MAX=x\n`);
  assert.equal((await unit().status).code, 2);
  folder.write(".env", `LOGFLOW_DATA_DIR=${dataDir}\nLOG_FILES=app.log\n`);
  const keeper = unit();
  await eventually("all to run", async () => {
    const states = [...(await folder.status()).values()].map(({ state }) => state);
    return states.length === 4 && states.every((state) => state === "running") || null;
  });
  assert.equal(folder.pid(), keeper.pid);
  keeper.kill("SIGHUP");
  const log = () => folder.read("data/log/pipeline.log");
  await eventually("a reload", () => log().includes("nothing has changed") || null);
  keeper.kill("SIGTERM");
  assert.equal((await keeper.status).code, 0, log());
});

function readSettings(): Map<string, string[]> {
  const settings = new Map<string, string[]>();
  for (const [, name, value] of TEXT.matchAll(/^(\w+)=(.*)$/gm)) {
    settings.set(name!, [...settings.get(name!) ?? [], value!]);
  }
  return settings;
}

function analyze(...args: readonly string[]): { code: number; said: string } {
  const { code, stdout, stderr } = new Deno.Command("systemd-analyze", { args: [...args] })
    .outputSync();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, said: decode(stdout) + decode(stderr) };
}

function isThere(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
}
