import assert from "node:assert/strict";
import { parseConfig } from "../runtime/config.ts";
import { permissionsFor } from "../runtime/permissions.ts";
import { toDataFiles } from "../runtime/data_files.ts";

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
  assert.deepEqual(settings.get("PIDFile"), [`${toDataFiles(dataDir).run}/pipeline.pid`]);
  for (const name of ["NoNewPrivileges", "ProtectHome", "PrivateTmp"]) {
    assert.deepEqual(settings.get(name), ["yes"], name);
  }
  assert.deepEqual(settings.get("ProtectSystem"), ["strict"]);
});

Deno.test("logflow.service starts by the launcher, and reloads what keeps it running", () => {
  const settings = readSettings();
  const [start] = settings.get("ExecStart")!;
  assert.match(start!, / --no-prompt .*-P=launch \/opt\/logflow\/cli\/main\.ts start pipeline$/);
  assert.deepEqual(settings.get("ExecReload"), ["/bin/kill -HUP $MAINPID"]);
  assert.deepEqual(settings.get("Type"), ["forking"]);
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
