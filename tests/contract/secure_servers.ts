import assert from "node:assert/strict";
import {
  type Certificate,
  makeCertificate,
  openOwnServer,
  type OpenServer,
  type ServerName,
} from "../stack/own_server.ts";

/** A server with TLS and one without, both with a password. */
export interface SecureServers extends AsyncDisposable {
  readonly secured: OpenServer;
  readonly plain: OpenServer;
  /** Who signed the certificate of `secured` (PEM). */
  readonly ca: string;
  /** Somebody else (PEM). */
  readonly otherCa: string;
}

/** For tests of what a client says that has the wrong password, CA or kind of connection. */
export async function openSecureServers(name: ServerName): Promise<SecureServers> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const tls = await makeCertificate(folder);
  const other = await makeCertificate(`${folder}/other`);
  const secured = stack.use(await openOwnServer(name, { tls, password: PASSWORD }));
  const plain = stack.use(await openOwnServer(name, { password: PASSWORD }));
  const [ca, otherCa] = await Promise.all([tls, other].map(readCa));
  const all = stack.move();
  return {
    secured,
    plain,
    ca: ca!,
    otherCa: otherCa!,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** The address with a password that is refused. */
export function withWrongPassword({ address }: OpenServer): string {
  return address.replace(PASSWORD, WRONG_PASSWORD);
}

/** Throws where anything that an error or a log says has a password. */
export function assertNoPassword(said: unknown): void {
  const text = typeof said === "string" ? said : `${said} ${JSON.stringify(said)} ${inspect(said)}`;
  assert.ok(!text.includes(PASSWORD) && !text.includes(WRONG_PASSWORD), text);
}

function inspect(said: unknown): string {
  return Deno.inspect(said, { depth: 20, showHidden: true, iterableLimit: Infinity });
}

function readCa({ ca }: Certificate): Promise<string> {
  return Deno.readTextFile(ca);
}

const PASSWORD = "right-s3cret";

const WRONG_PASSWORD = "wr0ng-s3cret";
