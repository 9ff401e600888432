/** Sends text to a port of this machine as it is; gives all that comes back until the connection is closed. */
export async function exchange(port: number, text: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  // Whoever has seen enough closes before all of it is sent.
  const sent = sendAll(connection, new TextEncoder().encode(text)).catch(() => {});
  const answer = await readAll(connection);
  connection.close();
  await sent;
  return answer;
}

/** All that comes until the connection is closed. */
export async function readAll(connection: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65_536);
  let text = "";
  for (;;) {
    const length = await connection.read(buffer).catch(() => null);
    if (length === null) return text;
    text += decoder.decode(buffer.subarray(0, length), { stream: true });
  }
}

async function sendAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}
