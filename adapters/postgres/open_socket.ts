import { once } from "node:events";
import { connect, isIP, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { tryOneAddress } from "../../runtime/one_address.ts";
import { LateError, TlsRefusedError } from "./errors.ts";
import type { PostgresTarget } from "./target.ts";

/**
 * Connects to a server, with TLS where `sslmode` wants it, within `timeoutMs`. Never rejects: a socket that
 * could not be opened fails as soon as it is used, as the client library does not outlive anything else.
 */
export async function openSocket(target: PostgresTarget, timeoutMs: number): Promise<Duplex> {
  tryOneAddress();
  let socket: Socket | null = null;
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    socket = connect(target.port, target.host);
    socket.setNoDelay(true);
    await once(socket, "connect", { signal: deadline });
    if (target.sslMode === "disable") return socket;
    if (await acceptsTls(socket, deadline)) return await secure(socket, target, deadline);
    if (target.sslMode === "prefer") return socket;
    throw new TlsRefusedError("The server does not speak TLS");
  } catch (error) {
    socket?.destroy();
    const late = deadline.aborted;
    return failedSocket(late ? new LateError(`no answer within ${timeoutMs} ms`) : error as Error);
  }
}

/** Asks as in https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL. */
async function acceptsTls(socket: Socket, signal: AbortSignal): Promise<boolean> {
  const answering = Promise.race([
    once(socket, "data", { signal }),
    once(socket, "close", { signal }).then(() => {
      throw Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" });
    }),
  ]);
  socket.write(SSL_REQUEST);
  const [answer] = await answering as [Uint8Array];
  // More than one byte was put in by somebody in between, before the encryption begins.
  if (answer.length !== 1) throw new TlsRefusedError("The server answers in another protocol");
  return answer[0] === YES;
}

async function secure(
  socket: Socket,
  { host, ca, sslMode }: PostgresTarget,
  signal: AbortSignal,
): Promise<Duplex> {
  const secured = connectTls({
    socket,
    ...isIP(host) ? { host } : { servername: host },
    ...ca !== null && { ca },
    rejectUnauthorized: sslMode.startsWith("verify"),
    ...sslMode !== "verify-full" && { checkServerIdentity: () => undefined },
  });
  await once(secured, "secureConnect", { signal });
  return secured;
}

/** A socket that fails with this error as soon as somebody listens. */
export function failedSocket(error: Error): Duplex {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  setTimeout(() => socket.destroy(error), 0); // Once somebody listens.
  return socket;
}

/** Length 8, then the code of the request. */
const SSL_REQUEST = Uint8Array.of(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f);

const YES = 0x53;
