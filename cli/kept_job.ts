import { type Child, type Exit, startChild } from "../runtime/child.ts";
import type { Config } from "../runtime/config.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { createLog, type Log } from "../runtime/log.ts";
import { toReason } from "../runtime/reason.ts";
import { type Restart, supervise } from "../runtime/supervise.ts";
import { wait } from "../runtime/wait.ts";
import type { ConfinedWord } from "../runtime/word_variables.ts";
import type { Context } from "./context.ts";
import { JobBook } from "./job_book.ts";
import { JobLogs } from "./job_logs.ts";
import { type JobPlan, planJob } from "./job_plan.ts";
import type { Part } from "./parts.ts";
import { reread } from "./reread.ts";
import type { WordRun } from "./run_word.ts";
import type { StopSignals } from "./stop_signal.ts";

/** A word that is kept running: its processes, what they say, and what is told about them. */
export class KeptJob implements Disposable {
  readonly #run: WordRun;
  readonly #part: Part;
  readonly #logs: JobLogs;
  readonly #log: Log;
  readonly #book: JobBook;
  readonly #children = new Map<ConfinedWord, Child>();
  /** The settings that each was started with last. */
  readonly #settings = new Map<ConfinedWord, string>();
  /** They end because they are to start anew. */
  readonly #renewing = new Set<string>();
  /** Told of the next start of a word. */
  readonly #onStart = new Map<ConfinedWord, () => void>();
  /** Fires when it is done, or asked to end. */
  readonly #ending = new AbortController();
  #context: Context;
  #plan: JobPlan;
  /** Resolves once there is a plan. */
  readonly #planned = Promise.withResolvers<void>();
  #reloads: Promise<void> = this.#planned.promise;

  constructor(run: WordRun, context: Context, config: Config) {
    const { word, named = [] } = run;
    const files = toDataFiles(config.dataDir);
    this.#run = run;
    this.#context = context;
    this.#part = { word, args: context.args.slice(2), named };
    this.#logs = new JobLogs(files.log);
    const write = (line: string) => this.#logs.write(word, line);
    this.#log = createLog({ service: word, now: Date.now, write });
    this.#book = new JobBook(files.run, this.#part);
    this.#plan = { config, brokers: [], parts: new Map() };
  }

  [Symbol.dispose](): void {
    this.#logs[Symbol.dispose]();
  }

  /** Runs all until it is asked to end. `left` = who kept it before, and was killed. Rejects when it cannot go on. */
  async run({ stop, kill }: StopSignals, left: number | null): Promise<void> {
    if (left !== null) {
      this.#log.warn("removed the pid file of a process that had ended without a word", {
        pid: left,
      });
    }
    this.#log.info("kept running in the background", { pid: Deno.pid });
    const ending = AbortSignal.any([stop, this.#ending.signal]);
    ending.addEventListener("abort", () => {
      this.#log.info("ending");
      this.#ending.abort();
    });
    const onRestart = (restart: Restart) => this.#onRestart(restart);
    try {
      await this.#replan(this.#plan.config);
      this.#planned.resolve();
      const words = [...this.#plan.parts.keys()];
      const services = words.map((name) => ({ name, start: () => this.#start(name, ending) }));
      const isMeant = (name: string) => this.#renewing.delete(name);
      await supervise(services, { stop: ending, kill, now: Date.now, onRestart, isMeant });
      this.#log.info("ended");
      this.#book.tellEnd(null);
    } catch (error) {
      this.#log.error(toReason(error));
      this.#book.tellEnd(toReason(error));
      throw error;
    } finally {
      this.#ending.abort();
      this.#planned.resolve();
      await this.#reloads;
    }
  }

  /** Reads the configuration anew: starts again what it changes; keeps all as it is where it is faulty. Never throws. */
  reload(): void {
    this.#reloads = this.#reloads.then(() => this.#reload()).catch((error) => {
      this.#refuse([toReason(error)]);
    });
  }

  #start(word: ConfinedWord, ending: AbortSignal): Child {
    const { command, settings } = this.#plan.parts.get(word)!;
    this.#settings.set(word, settings);
    const onLine = (line: string) => this.#logs.write(word, `${line}\n`);
    const child = startChild({ ...command, onLine });
    this.#children.set(word, child);
    this.#book.tellStart(word, child.pid);
    child.exited.then((exit) => this.#onExit(word, exit, ending));
    this.#onStart.get(word)?.();
    return child;
  }

  #onExit(word: ConfinedWord, { signal }: Exit, ending: AbortSignal): void {
    this.#children.delete(word);
    this.#book.tellExit(word, ending.aborted || this.#renewing.has(word));
    if (ending.aborted && signal === "SIGKILL") {
      this.#say("warn", word, `${word} was killed: ${SLOW}`);
    }
  }

  #onRestart({ name, exit, pauseMs }: Restart): void {
    const word = name as ConfinedWord;
    if (word === "generate" && exit.code === 0 && this.#run.word === word) {
      return this.#ending.abort(); // It has written all that it was to write.
    }
    const how = exit.signal === null ? `with code ${exit.code}` : `by ${exit.signal}`;
    this.#say("warn", word, `${word} ended ${how}; starts again in ${pauseMs / 1000} s`);
    const before = this.#plan;
    const { config } = before;
    if (config.kafka === null) return;
    planJob(this.#part, { config, before }, this.#context).then((plan) => {
      if (this.#plan.config === config) this.#plan = plan;
    }, () => {});
  }

  /** In its own log, and in that of the process that it is about. */
  #say(level: "info" | "warn", word: string, message: string): void {
    this.#log[level](message);
    if (word === this.#run.word) return;
    const write = (line: string) => this.#logs.write(word, line);
    createLog({ service: this.#run.word, now: Date.now, write })[level](message);
  }

  async #reload(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    const read = await reread(this.#run, this.#context, this.#plan.config);
    if (!("config" in read)) return this.#refuse(read.faults);
    this.#context = read.context;
    await this.#replan(read.config);
    const changed = [...this.#plan.parts].filter(([word, { settings }]) =>
      settings !== this.#settings.get(word)
    ).map(([word]) => word);
    const what = changed.length === 0 ? "nothing has changed" : `changes ${changed.join(", ")}`;
    this.#log.info(`read the configuration anew: ${what}`);
    for (const word of changed) await this.#renew(word);
  }

  async #replan(config: Config): Promise<void> {
    this.#plan = await planJob(this.#part, { config, before: this.#plan }, this.#context);
    this.#book.tellPlan(this.#plan);
  }

  #refuse(faults: readonly string[]): void {
    for (const fault of faults) this.#log.error(`Cannot reload: ${fault}`);
    this.#log.warn("goes on as it was");
    this.#book.tellProblem(`Cannot reload: ${faults.join("; ")}`);
  }

  /** Lets it drain; what keeps it running starts it again at once, with what is planned by now. */
  async #renew(word: ConfinedWord): Promise<void> {
    const child = this.#children.get(word);
    if (child === undefined || this.#ending.signal.aborted) return;
    this.#renewing.add(word);
    this.#say("info", word, `${word} ends, to start again with its new configuration`);
    const started = new Promise<void>((resolve) => this.#onStart.set(word, resolve));
    const ending = new Promise<void>((resolve) => {
      this.#ending.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    const isOver = new AbortController();
    const late = wait(DRAIN_MS_MAX, isOver.signal).then(() => child.kill(), () => {});
    child.stop();
    await child.exited;
    isOver.abort();
    await late;
    await Promise.race([started, ending]);
  }
}

/** What still drains then is killed, milliseconds. */
const DRAIN_MS_MAX = 10_000;

const SLOW = `it had not ended within ${
  DRAIN_MS_MAX / 1000
} s; the next start goes on where it stopped`;
