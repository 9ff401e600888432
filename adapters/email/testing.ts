import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { CERTIFICATE, KEY } from "../elasticsearch/testing/certificate.ts";

/** For tests: a mail as it arrived. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

/** For tests: a server of mail. */
export interface TestMailServer extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
}

/** For tests: starts one on 127.0.0.1, with the certificate of `localhost`. */
export async function openMailServer(options: SMTPServerOptions = {}): Promise<TestMailServer> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    cert: CERTIFICATE,
    key: KEY,
    authOptional: true,
    logger: false,
    disableReverseLookup: true,
    closeTimeout: 50,
    async onData(stream, session, done) {
      const chunks: string[] = [];
      stream.setEncoding("utf8");
      for await (const chunk of stream) chunks.push(String(chunk));
      const { mailFrom, rcptTo } = session.envelope;
      const from = mailFrom === false ? "" : mailFrom.address;
      mails.push({ from, to: rcptTo.map(({ address }) => address), raw: chunks.join("") });
      done();
    },
    ...options,
  });
  server.on("error", () => {}); // Clients that hang up.
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** For tests: what a server says who refuses. */
export function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** For tests: header fields by lower-case name, unfolded, and the parts of the body, decoded. */
export function parseMail(raw: string) {
  const { headers, body } = split(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers.get("content-type") ?? "")![1];
  const parts = body.split(`--${boundary}`).slice(1, -1).map((part) => split(part.slice(2)));
  return { headers, parts: parts.map(decode) };
}

function split(text: string) {
  const end = text.indexOf("\r\n\r\n");
  const lines = text.slice(0, end).replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = new Map(lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  return { headers, body: text.slice(end + 4) };
}

function decode({ headers, body }: ReturnType<typeof split>): string {
  const encoding = headers.get("content-transfer-encoding");
  if (encoding === "base64") return fromBytes(atob(body.replace(/\s/g, "")));
  if (encoding !== "quoted-printable") return body;
  const joined = body.replace(/=\r\n/g, "");
  return fromBytes(
    joined.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))),
  );
}

function fromBytes(binary: string): string {
  return new TextDecoder().decode(Uint8Array.from(binary, (byte) => byte.charCodeAt(0)));
}
