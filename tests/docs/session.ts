import assert from "node:assert/strict";
import deno from "../../deno.json" with { type: "json" };
import { BackgroundFolder } from "../e2e/background_folder.ts";
import { eventually } from "../e2e/eventually.ts";
import { freePort } from "../e2e/pipeline_process.ts";
import type { Block } from "./find_blocks.ts";
import { Started, WAIT_MS } from "./started.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/**
 * A person who works through a document: pastes its blocks, one after the other, into a shell that keeps its
 * variables, in a folder that begins as a fresh checkout. Nothing but ports, hosts and the folder of logs differs
 * from what stands there.
 */
export class Session implements AsyncDisposable {
  readonly #folder = new BackgroundFolder();
  readonly #instead: readonly (readonly [string, string])[];
  readonly #goOn: Started[] = [];

  constructor() {
    const { path, ports } = this.#folder;
    const url = `http://127.0.0.1:${ports.API_PORT}`;
    this.#instead = [
      ["/var/log/", `${path}/`],
      ["http://127.0.0.1:8000", url],
      ["https://logs.example.com", url],
      ["http://127.0.0.1:9104", `http://127.0.0.1:${ports.ALERT_METRICS_PORT}`],
      ["9999", `${freePort()}`], // Where the documents have somebody listen for notices.
    ];
    Deno.mkdirSync(`${path}/bin`);
    this.#writeProgram("deno", toDenoScript());
    this.#writeProgram("npx", `#!/bin/sh\nshift 2\nexec deno "$@"\n`); // For `npx -y deno`.
    this.#folder.write(".curlrc", "fail-with-body\nsilent\nshow-error\n");
    this.#folder.write("variables", "");
    Deno.mkdirSync(`${path}/deploy/rules`, { recursive: true });
    for (const { name } of Deno.readDirSync(`${ROOT}deploy/rules`)) {
      Deno.copyFileSync(`${ROOT}deploy/rules/${name}`, `${path}/deploy/rules/${name}`);
    }
    Deno.copyFileSync(`${ROOT}.env.example`, `${path}/.env.example`);
  }

  /** Does with a block what its marker says; rejects where it does not come out as the document says. */
  async take({ place, kind, text, marker }: Block): Promise<void> {
    const fitted = this.#instead.reduce((all, [old, own]) => all.replaceAll(old, own), text);
    if (kind === "file") return this.#folder.write(marker.what, `${fitted}\n`);
    if (marker.name === "not run here") return;
    if (marker.name === "run until" || marker.name === "goes on") {
      return await this.#takeLong(fitted, marker.what, marker.name === "goes on");
    }
    if (marker.name === "try until done") {
      return await eventually(place, () => this.#runOnce(fitted, 0), WAIT_MS);
    }
    if (marker.name === "Ctrl-C first") await this.end(marker.what);
    await this.#runOnce(fitted, marker.name === "exit code" ? Number(marker.what) : 0);
  }

  /** Ends what went on and has a text in its command, as Ctrl-C does. */
  async end(text = ""): Promise<void> {
    for (const started of this.#goOn.filter(({ command }) => command.includes(text))) {
      await started.end();
      this.#goOn.splice(this.#goOn.indexOf(started), 1);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const started of this.#goOn) started.kill();
    await this.#folder[Symbol.asyncDispose]();
  }

  async #runOnce(text: string, expected: number): Promise<void> {
    const script = `set -eao pipefail; . ./variables\n${text}\nexport -p > variables`;
    const started = new Started(text, this.#command(["-c", script]).spawn());
    assert.equal(await started.ended(), expected, `${text}\n\nprinted:\n${started.printed}`);
  }

  /** Each line is a command that runs until it is told to end. */
  async #takeLong(text: string, until: string, goesOn: boolean): Promise<void> {
    const commands = text.replaceAll("\\\n", " ").split("\n").filter((line) => line.trim() !== "");
    for (const [i, command] of commands.entries()) {
      const script = `set -a; . ./variables\nexec env ${command}`;
      const started = new Started(command, this.#command(["-c", script]).spawn());
      this.#goOn.push(started);
      await started.printedText(until);
      if (goesOn && i === commands.length - 1) return;
      await started.end();
      this.#goOn.pop();
    }
  }

  #command(args: readonly string[]): Deno.Command {
    const { path, ports } = this.#folder;
    return new Deno.Command("bash", {
      args: [...args],
      cwd: path,
      clearEnv: true,
      env: {
        PATH: `${path}/bin:${Deno.env.get("PATH")}`,
        HOME: Deno.env.get("HOME") ?? "",
        DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
        NO_COLOR: "1",
        CURL_HOME: path,
        ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, `${port}`])),
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      detached: true, // A process group, so that all of it can be killed.
    });
  }

  #writeProgram(name: string, text: string): void {
    this.#folder.write(`bin/${name}`, text);
    Deno.chmodSync(`${this.#folder.path}/bin/${name}`, 0o755);
  }
}

/** `deno task WORD` as it is in a checkout, though the folder that it works in is another. */
function toDenoScript(): string {
  const words = Object.entries(deno.tasks)
    .filter(([word, { command }]) =>
      command === `deno run -q --no-prompt -P=launch cli/main.ts ${word}`
    )
    .map(([word]) => word);
  const run = `run -q --no-prompt --config='${ROOT}deno.json' -P=launch '${ROOT}cli/main.ts' "$@"`;
  return `#!/bin/sh
case "$1 $2" in
${words.map((word) => `"task ${word}"`).join("|")}) shift; exec '${Deno.execPath()}' ${run} ;;
"eval "*) shift; exec '${Deno.execPath()}' eval --ext=js "$@" ;; # Leaves nothing in Deno's cache.
"task "*) echo "there is no task $2" >&2; exit 2 ;;
*) exec '${Deno.execPath()}' "$@" ;;
esac
`;
}
