import { eventually } from "./eventually.ts";
import { freePort } from "./pipeline_process.ts";
import type { CliResult } from "./run_cli.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** A working directory of its own, with ports of its own, in which words run as somebody would type them. */
export class BackgroundFolder implements AsyncDisposable {
  readonly path = Deno.makeTempDirSync({ prefix: "logflow-background-" });
  readonly ports = {
    API_PORT: freePort(),
    SHIP_METRICS_PORT: freePort(),
    PROCESS_METRICS_PORT: freePort(),
    ALERT_METRICS_PORT: freePort(),
  };

  constructor() {
    this.write("app.log", "2025-10-23 14:32:15 INFO [app] hello\n");
  }

  write(name: string, text: string): void {
    Deno.writeTextFileSync(`${this.path}/${name}`, text);
  }

  read(name: string): string {
    return Deno.readTextFileSync(`${this.path}/${name}`);
  }

  /** Runs `logflow WORD …` to its end, with the permissions of its task. */
  async run(...args: readonly string[]): Promise<CliResult> {
    const { code, stdout, stderr } = await this.#command(args, "piped").output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: decode(stdout), stderr: decode(stderr) };
  }

  /** Starts `logflow WORD …` in the foreground. */
  spawn(...args: readonly string[]): Deno.ChildProcess {
    return this.#command(args, "null").spawn();
  }

  /** Starts a program as a service manager would. */
  program(program: string, args: readonly string[]): Deno.ChildProcess {
    return this.#program(program, args, "null").spawn();
  }

  /** The number in a pid file; of the process that keeps a word running. */
  pid(word = "pipeline"): number {
    return Number(this.read(`data/run/${word}.pid`).split("\n")[0]);
  }

  /** What `status --json` tells, by word. */
  async status(): Promise<Map<string, Record<string, unknown>>> {
    const { stdout } = await this.run("status", "--json");
    const lines = stdout.split("\n").filter((line) => line !== "");
    return new Map(lines.map((line) => JSON.parse(line)).map((row) => [row.word, row]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.run("stop", "--within", "5");
    await eventually("all to end", () => this.#processes() === 0 || null);
    await Deno.remove(this.path, { recursive: true });
  }

  #command(args: readonly string[], output: "piped" | "null"): Deno.Command {
    const main = `${ROOT}cli/main.ts`;
    const flags = ["run", "-q", "--no-prompt", `--config=${ROOT}deno.json`, "-P=launch"];
    return this.#program(Deno.execPath(), [...flags, main, ...args], output);
  }

  #program(program: string, args: readonly string[], output: "piped" | "null"): Deno.Command {
    return new Deno.Command(program, {
      args: [...args],
      cwd: this.path,
      clearEnv: true,
      env: {
        HOME: Deno.env.get("HOME") ?? "",
        DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
        NO_COLOR: "1",
        ...Object.fromEntries(Object.entries(this.ports).map(([name, port]) => [name, `${port}`])),
      },
      stdin: "null",
      stdout: output,
      stderr: output,
    });
  }

  /** How many work in this folder: their own port is in their environment. */
  #processes(): number {
    const { stdout } = new Deno.Command("ps", { args: ["axeww", "-o", "args="] }).outputSync();
    const lines = new TextDecoder().decode(stdout).split("\n");
    const mark = ` SHIP_METRICS_PORT=${this.ports.SHIP_METRICS_PORT} `;
    return lines.filter((line) => `${line} `.includes(mark)).length;
  }
}
