import { isShortId } from "../core/short_id.ts";
import { NAME_LENGTH_MAX, parseKeyText, toPrefix } from "../core/api_key.ts";
import type { Config } from "../runtime/config.ts";
import { escapeJson, escapeText } from "../runtime/escape_text.ts";
import type { ShownKey } from "../runtime/shown_key.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./failure.ts";
import type { KeyDesk, WantedKey } from "./key_desk.ts";
import { toTable } from "./table.ts";

/** What `key create` was asked for. */
export interface CreateKeyOptions {
  /** The key. */
  readonly wanted: WantedKey;
  /** One JSON object instead of the key alone. */
  readonly json: boolean;
}

/** Makes a key. It alone goes to standard output, what is to be known of it to standard error. */
export async function createKeyWord(
  config: Config,
  { wanted, json }: CreateKeyOptions,
  context: Context,
): Promise<void> {
  const { stdout, stderr } = context.process;
  refuseName(wanted.name);
  await using desk = await openDesk(config, context);
  const made = await desk.create(wanted);
  if (json) return void stdout.write(`${escapeJson(JSON.stringify(made))}\n`);
  stdout.write(`${escapeText(made.key)}\n`);
  const end = made.expires_at === null ? "never expires" : `expires at ${made.expires_at}`;
  stderr.write(
    `This is ${made.prefix} (${
      made.scopes.join(", ")
    }); it ${end}. It is not shown again: keep it ` +
      "where only its user reads it\n",
  );
}

/** Prints all keys. */
export async function listKeysWord(config: Config, json: boolean, context: Context): Promise<void> {
  const { stdout, stderr } = context.process;
  await using desk = await openDesk(config, context);
  const keys = await desk.list();
  if (json) {
    for (const key of keys) stdout.write(`${escapeJson(JSON.stringify(key))}\n`);
  } else if (keys.length === 0) {
    stderr.write("There are no API keys: `deno task key create` makes one\n");
  } else {
    stdout.write(toTable(HEADINGS, keys.map(toRow)));
  }
}

/** Revokes a key. */
export async function revokeKeyWord(
  config: Config,
  prefix: string,
  context: Context,
): Promise<void> {
  const id = toId(prefix);
  await using desk = await openDesk(config, context);
  const revoked = await desk.revoke(id);
  if (revoked === null) {
    throw new Error(`Cannot revoke ${toPrefix(id)}: there is no such key; \`key list\` shows all`);
  }
  context.process.stdout.write(`${toPrefix(id)} is revoked: within 5 s no api takes it any more\n`);
}

/** Where the keys are: at an API, or the state store itself, whether an `api` runs or not. */
async function openDesk(config: Config, context: Context): Promise<KeyDesk> {
  if (config.remote !== null) return (await import("./api_desk.ts")).openApiDesk(config.remote);
  return await (await import("./key_desk.ts")).openStateDesk(config, context.log("key"));
}

function refuseName(name: string): void {
  if ([...name].length <= NAME_LENGTH_MAX && !/\p{Cc}/u.test(name)) return;
  throw new UsageError(`--name: give one line of at most ${NAME_LENGTH_MAX} characters`);
}

/** Also where somebody gives the whole key, which is not repeated. */
function toId(prefix: string): string {
  const id = parseKeyText(prefix) ?? prefix.replace(/^lf_/, "");
  if (isShortId(id)) return id;
  throw new UsageError("Cannot revoke that: give a key's prefix, such as lf_4fT0pQx2Zk");
}

const HEADINGS = ["PREFIX", "NAME", "SCOPES", "CREATED", "EXPIRES", "LAST USED"];

function toRow(key: ShownKey): string[] {
  const { prefix, name, scopes, created_at, expires_at, last_used_at } = key;
  const times = [created_at, expires_at, last_used_at].map((time) => time?.slice(0, 16) ?? "never");
  return [prefix, name, scopes.join(","), ...times.map((time) => time.replace("T", " "))];
}
