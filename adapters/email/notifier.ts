import type { Socket } from "node:net";
import { createTransport } from "nodemailer";
import { UnavailableError } from "../../core/errors.ts";
import type { Notifier } from "../../ports/notifier.ts";
import { boundNotice } from "../../runtime/notices/bound_notice.ts";
import { openDeadline } from "../../runtime/notices/open_deadline.ts";
import { openSocket } from "../../runtime/notices/open_socket.ts";
import type { PostOptions } from "../../runtime/notices/post.ts";
import { type Addresses, type Mail, toMail } from "./to_mail.ts";
import { type Sent, toLater, toMailError, toRefused, toRejectedText } from "./translate_error.ts";

/** Which server to ask to deliver to whom. */
export interface EmailOptions extends Addresses {
  /** A name, or an address without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** `implicit`: from the beginning; `required`: by STARTTLS; `offered`: by STARTTLS where the server has it. */
  readonly tls: "implicit" | "required" | "offered";
  /** Null = nobody logs in. */
  readonly login: { readonly username: string; readonly password: string } | null;
  /** The authority to trust, as PEM; null = the system's. */
  readonly ca: string | null;
  /** Told who is refused for good while others have a mail: once, until that one is accepted. */
  readonly warn: (message: string) => void;
  /** For tests. */
  readonly options?: Pick<PostOptions, "timeoutMs" | "lookup">;
}

/**
 * Tells by mail, over a connection of its own for each notice. Who has it, or is refused for good, is not among those
 * it is sent to again. A notice is taken once one has it and nobody else may be accepted later.
 */
export function openEmailNotifier(given: EmailOptions): Notifier {
  const { host, port, options: { timeoutMs = TIMEOUT_MS } = {} } = given;
  const what = `Cannot send a mail by "${host}:${port}"`;
  const done = new Done();
  const refused = new Set<string>();
  const warnOnce = (addresses: readonly string[], message: string) => {
    if (addresses.every((address) => refused.has(address))) return;
    for (const address of addresses) refused.add(address);
    given.warn(message);
  };
  return {
    async send(notice, signal) {
      const all = given.to.map(toBare);
      const left = all.filter((address) => !done.has(notice.id, address));
      if (left.length === 0) return;
      const mail = toMail(boundNotice(notice), given);
      using deadline = openDeadline(timeoutMs, signal);
      let sent: Sent;
      try {
        deadline.signal.throwIfAborted();
        const envelope = { from: toBare(given.from), to: left };
        sent = await sendMail({ ...mail, envelope }, given, deadline.signal);
      } catch (error) {
        signal.throwIfAborted();
        const cause = deadline.signal.aborted ? deadline.signal.reason : error;
        const failure = toMailError(cause, what, given.login?.password ?? "");
        if (failure instanceof UnavailableError || left.length === all.length) throw failure;
        return warnOnce(left, `${failure.message}; the others have it`);
      }
      const [later, gone] = [toLater(sent), toRefused(sent)];
      const has = left.filter((address) => !later.includes(address) && !gone.includes(address));
      for (const address of has) refused.delete(address);
      done.add(notice.id, [...has, ...gone]);
      if (gone.length > 0) warnOnce(gone, toRejectedText(sent, what));
      if (later.length > 0) throw new UnavailableError(toRejectedText(sent, what));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** `a@example.com` of `A <a@example.com>`. */
function toBare(address: string): string {
  return /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address;
}

/** To whom notices need not be sent again; of the last ones that were not taken whole. */
class Done {
  readonly #addresses = new Map<string, Set<string>>();

  has(id: string, address: string): boolean {
    return this.#addresses.get(id)?.has(address) ?? false;
  }

  add(id: string, addresses: readonly string[]): void {
    const known = this.#addresses.get(id) ?? new Set();
    for (const address of addresses) known.add(address);
    this.#addresses.set(id, known);
    const [oldest] = this.#addresses.keys();
    if (this.#addresses.size > NOTICES_MAX) this.#addresses.delete(oldest!);
  }
}

/** nodemailer would resolve the name by itself, and connect to whatever comes of it. */
async function sendMail(
  mail: Mail & { readonly envelope: { readonly from: string; readonly to: string[] } },
  given: EmailOptions,
  signal: AbortSignal,
) {
  const { host, port, ca, tls, login, options = {} } = given;
  const isImplicit = tls === "implicit";
  const socket = await openSocket({
    ...{ host, port, signal, lookup: options.lookup },
    ca: isImplicit ? ca : undefined,
  });
  const transport = createTransport({
    host,
    port,
    secure: isImplicit,
    requireTLS: tls === "required",
    ...login !== null && { auth: { user: login.username, pass: login.password } },
    // Where plain text would do, a certificate of anybody is no worse.
    tls: ca !== null ? { ca } : { rejectUnauthorized: tls !== "offered" },
    getSocket: (_options, done) => done(null, { connection: socket, secured: isImplicit }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([transport.sendMail(mail), givenUp]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    transport.close();
    await destroy(socket);
  }
}

async function destroy(socket: Socket): Promise<void> {
  if (socket.closed) return;
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  socket.once("close", () => resolve());
  socket.destroy();
  await closed;
}

const TIMEOUT_MS = 25_000;

const NOTICES_MAX = 1000;
