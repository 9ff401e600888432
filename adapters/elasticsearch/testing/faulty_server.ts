/** For tests: one request that goes by. */
export interface Passing {
  /** Of HTTP. */
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** As it was sent. */
  readonly body: string;
  /** Asks the real server, with another body where one is given. */
  forward(body?: string): Promise<Response>;
}

/** For tests: a server in front of the real one, or instead of it. */
export interface FaultyServer extends AsyncDisposable {
  /** Of the server. */
  readonly url: string;
}

/** For tests: starts it; `answer` gives each answer. With `tls` it speaks HTTPS, as `url` does not say. */
export function startFaultyServer(
  target: string,
  answer: (passing: Passing) => Promise<Response> | Response,
  tls: { readonly cert?: string; readonly key?: string } = {},
): FaultyServer {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {}, ...tls },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const path = pathname + search;
      const { method } = request;
      const body = await request.text();
      const headers = new Headers(request.headers);
      headers.delete("content-length");
      headers.delete("host");
      const forward = async (other = body) => {
        const own = await fetch(target + path, {
          method,
          headers,
          body: other === "" ? null : other,
        });
        return new Response(await own.text(), { status: own.status, headers: toOwnHeaders(own) });
      };
      return await answer({ method, path, body, forward });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** For tests: an answer of Elasticsearch. */
export function toAnswer(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { "x-elastic-product": "Elasticsearch" } });
}

/** For tests: what a gateway says that waited in vain. */
export function toLostAnswer(): Response {
  return new Response("Bad Gateway", { status: 502 });
}

/** For tests: does a bulk request but for some documents (by place), for which it answers with the error. */
export async function refuseItems(
  { body, forward }: Passing,
  isRefused: (index: number) => boolean,
  refusal: {
    readonly status: number;
    readonly error: { readonly type: string; readonly reason: string };
  },
): Promise<Response> {
  const lines = body.split("\n").slice(0, -1);
  const pairs = Array.from(
    { length: lines.length / 2 },
    (_, i) => `${lines[2 * i]}\n${lines[2 * i + 1]}\n`,
  );
  const taken = pairs.filter((_, i) => !isRefused(i));
  const answer = taken.length === 0 ? { items: [] } : await (await forward(taken.join(""))).json();
  const items = pairs.map((_, i) => isRefused(i) ? { create: refusal } : answer.items.shift());
  return toAnswer({ errors: true, items });
}

function toOwnHeaders(response: Response): Headers {
  const headers = new Headers(response.headers);
  for (const name of ["content-length", "content-encoding", "transfer-encoding"]) {
    headers.delete(name);
  }
  return headers;
}
