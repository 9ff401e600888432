import { ConfigError } from "../core/errors.ts";
import type { Config } from "../runtime/config.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { escapeText } from "../runtime/escape_text.ts";
import { EXIT_USAGE } from "../runtime/supervise.ts";
import { wait } from "../runtime/wait.ts";
import { toCheckCommand } from "./check_command.ts";
import type { Context } from "./context.ts";
import { type DenoCommand, toDenoCommand } from "./deno_command.ts";
import { findOverlap, toOverlapText } from "./find_overlap.ts";
import { findJob } from "./job.ts";
import { toLogPath } from "./job_logs.ts";
import { awaitReady } from "./await_ready.ts";
import { toKeeperVariables } from "./keeper_variables.ts";
import { readConfig, type WordRun } from "./run_word.ts";
import type { StatusRow } from "./status_row.ts";
import { readLastLines } from "./read_last_lines.ts";
import { toAddress } from "../runtime/address.ts";

/** Starts a word in the background, and waits until it answers or has failed. Resolves to the exit code. */
export async function start(run: WordRun, context: Context): Promise<number> {
  const { word } = run;
  const config = readConfig(context, run.flags, run.paths);
  refuseUseless(config);
  const args = context.args.slice(2);
  const running = tellRunning(run, args, config);
  if (running !== null) return say(context, running);
  const { variables } = context;
  if (word !== "generate") {
    const check = spawn(await toCheckCommand(word, config, { variables }), "inherit");
    if ((await check.status).code !== 0) return EXIT_USAGE;
  }
  tellLeft(word, config, context);
  const keeper = startKeeper(run, args, { config, context });
  const begun = await hasBegun(keeper, word, config);
  const rows = begun ? await awaitReady(word, config, context) : null;
  if (rows !== null && rows.every(({ state }) => state === "stopped")) {
    return say(context, {
      text: `${word} has ended already: it did all that it was asked to`,
      code: 0,
    });
  }
  const failed = rows === null ? [] : rows.filter(({ state }) => state !== "running");
  if (rows !== null && failed.length === 0) {
    return say(context, { text: toSuccess(word, keeper.pid, config), code: 0 });
  }
  return say(context, { text: await toFailure(word, keeper, { config, failed }), code: 1 });
}

interface Said {
  readonly text: string;
  readonly code: number;
}

function say({ process }: Context, { text, code }: Said): number {
  if (code === 0) process.stdout.write(`${text}\n`);
  else process.stderr.write(`logflow: ${text}\n`);
  return code;
}

function refuseUseless({ logFiles }: Config): void {
  if (Deno.build.os === "windows") {
    throw new Error(
      "Cannot start in the background: Windows has no such thing; use a service of its own",
    );
  }
  if (!logFiles.includes("-")) return;
  const problem = '"-" (standard input) is for "ship" in the foreground alone; name files';
  throw new ConfigError([{ key: "--log-file", problem }]);
}

/** It is as it was asked for already, or it runs otherwise; null = it does not run. */
function tellRunning({ word }: WordRun, args: readonly string[], config: Config): Said | null {
  const folder = toDataFiles(config.dataDir).run;
  const job = findJob(folder, word);
  if (!job?.file?.runs) {
    const overlap = findOverlap(word, config, folder);
    return overlap === null ? null : { text: toOverlapText(word, overlap), code: 1 };
  }
  const who = `${word} runs in the background already (process ${job.file.pid})`;
  const same = JSON.stringify(job.record?.args ?? args) === JSON.stringify(args);
  if (same) return { text: who, code: 0 };
  const given = job.record!.args.length === 0
    ? "without flags"
    : `with ${job.record!.args.join(" ")}`;
  return { text: `Cannot start ${word}: ${who}, ${given}; stop it first`, code: 1 };
}

/** What keeps it running removes the file. */
function tellLeft(word: string, { dataDir }: Config, { process }: Context): void {
  const file = findJob(toDataFiles(dataDir).run, word)?.file;
  if (!file || file.runs) return; // It may have been started meanwhile.
  process.stdout.write(
    `${word} had ended without a word (killed, or the machine went down); the pid file of process ${file.pid} ` +
      "is replaced\n",
  );
}

interface Asked {
  readonly config: Config;
  readonly context: Context;
}

/** A process without a terminal, in a session of its own. It reads `.env` itself, now and when it is told to. */
function startKeeper(run: WordRun, args: readonly string[], { config, context }: Asked): Keeper {
  const { variables } = context;
  const command = toDenoCommand({ word: "keep", args: [run.word, ...args], config, variables });
  const child = spawn({ ...command, variables: toKeeperVariables(Deno.env.toObject()) }, "piped");
  child.unref();
  return {
    pid: child.pid,
    ended: child.status.then(() => true),
    said: new Response(child.stderr).text(),
  };
}

interface Keeper {
  readonly pid: number;
  readonly ended: Promise<true>;
  /** What it said on standard error, once it has ended. */
  readonly said: Promise<string>;
}

function spawn({ program, args, variables }: DenoCommand, stderr: "inherit" | "piped") {
  return new Deno.Command(program, {
    args: [...args],
    env: variables,
    clearEnv: true,
    ...(stderr === "piped" ? { detached: true } : {}),
    stdin: "null",
    stdout: "null",
    stderr,
  }).spawn();
}

/** Whether it has come so far that it tells itself how things are. */
async function hasBegun(keeper: Keeper, word: string, { dataDir }: Config): Promise<boolean> {
  let ended = false;
  keeper.ended.then(() => ended = true);
  while (!ended) {
    const job = findJob(toDataFiles(dataDir).run, word);
    if (job?.file?.pid === keeper.pid && job.record !== null) return true;
    await wait(LOOK_MS);
  }
  return false;
}

const LOOK_MS = 25;

function toSuccess(word: string, pid: number, config: Config): string {
  const { apiHost, apiPort } = config;
  const serves = word === "pipeline" || word === "api";
  const where = serves ? `: http://${toAddress(apiHost, apiPort)}` : "";
  const { log } = toDataFiles(config.dataDir);
  return `${word} runs in the background (process ${pid})${where}\nIts logs are in "${log}"; ` +
    "`deno task status` tells how it is, `deno task stop` ends it";
}

interface Failed {
  readonly config: Config;
  readonly failed: readonly StatusRow[];
}

async function toFailure(
  word: string,
  keeper: Keeper,
  { config, failed }: Failed,
): Promise<string> {
  const { run, log } = toDataFiles(config.dataDir);
  const isKept = findJob(run, word)?.file?.pid === keeper.pid;
  const worst = failed.filter(({ state }) => state !== "starting" && state !== "stopped");
  const told = worst.length > 0 ? worst : failed;
  const how = told.map((row) => `${row.word} is ${toState(row)}`).join(", ") ||
    (isKept ? "how it is could not be found out" : "what was to keep it running has ended");
  const logs = new Set(told.length > 0 ? told.map((row) => row.word) : [word]);
  const lines = [...logs].flatMap((name) => {
    const path = toLogPath(log, name);
    return [`The last lines of "${path}":`, ...readLastLines(path, LINES_MAX).map((l) => `  ${l}`)];
  });
  const said = isKept ? [] : (await keeper.said).split("\n").filter((line) => line !== "");
  const goesOn = worst.length > 0 ? "It is tried again and again" : "It goes on";
  const next = isKept
    ? [`${goesOn}; \`deno task stop\` ends that, \`deno task status\` tells how it is`]
    : [];
  return [`Cannot start ${word}: ${how}`, ...said, ...lines, ...next].map(escapeText).join("\n");
}

function toState({ state, error }: StatusRow): string {
  if (state === "crash loop") return "in a crash loop: it ends soon after each start";
  if (state === "starting") return "still starting, and does not answer yet";
  return error === null ? state : `${state}: ${error}`;
}

const LINES_MAX = 10;
