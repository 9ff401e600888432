/** One request, as text that goes over the wire, or its path with method GET; and what its answer begins with. */
export interface HostileRequest {
  readonly name: string;
  readonly text: string;
  readonly answer: RegExp;
}

/** Requests that are refused, or answered as they should be, at once. */
export function toRequests(port: number): HostileRequest[] {
  const host = `127.0.0.1:${port}`;
  const send = (line: string, headers = "", body = "") =>
    `${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${headers}\r\n${body}`;
  const get = (path: string, headers = "") => send(`GET ${path}`, headers);
  const post = (headers: string, body: string) => {
    return send(`POST ${LOGS}`, `Content-Length: ${body.length}\r\n${headers}`, body);
  };
  const bare = (headers: string) => `GET /health HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`;
  const all: [name: string, text: string, status: number | RegExp][] = [
    ...TARGETS.map(([path, status]): [string, string, number] => [path, get(path), status]),
    ["headers of 1 MB", get(LOGS, `X: ${"a".repeat(1e6)}\r\n`), 431],
    ["40,000 headers", get(LOGS, "X-Y: z\r\n".repeat(40_000)), 431],
    ["another site's name", bare(`Host: evil.test:${port}\r\n`), 403],
    ["a name that begins as ours", bare(`Host: ${host}.evil.test\r\n`), 403],
    ["no name", bare(""), 400],
    ["two names", bare(`Host: ${host}\r\nHost: evil.test\r\n`), 400],
    ["an address in full", send("GET http://evil.test/health"), 403],
    ["another site's form", post(`Origin: http://evil.test\r\n${TEXT}`, "hi"), 403],
    ["a form of a sandbox", post(`Origin: null\r\n${TEXT}`, "hi"), 403],
    ["a form without Origin", post(`Sec-Fetch-Site: cross-site\r\n${TEXT}`, "hi"), 403],
    ["what is embedded", get(LOGS, "Sec-Fetch-Site: cross-site\r\n"), 403],
    ["TRACE", send(`TRACE ${LOGS}/count`), /^HTTP\/1.1 405 .*^allow: GET, HEAD\r$/ims],
    ["OPTIONS", send(`OPTIONS ${LOGS}/count`), /^HTTP\/1.1 405 .*^allow: GET, HEAD\r$/ims],
    ["PUT", send(`PUT ${LOGS}/count`), /^HTTP\/1.1 405 .*^allow: GET, HEAD\r$/ims],
    ["HEAD", send(`HEAD ${LOGS}`), /^HTTP\/1.1 200 OK\r\n.*\r\n\r\n$/s],
    ["CONNECT", send("CONNECT evil.test:443"), /^$/],
    ["no method", send(`FOO ${LOGS}`), 400],
    ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["two lengths", post("Content-Length: 40\r\n", "{}"), 400],
    ["a length and chunks", post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400],
    ["a folded header", get(LOGS, "X: a\r\n b: c\r\n"), 400],
    ["a key of 60 KB", get(LOGS, `X-API-Key: ${"lf_".repeat(20_000)}\r\n`), 401],
    ["two keys", get(LOGS, "X-API-Key: lf_a\r\nAuthorization: Bearer lf_b\r\n"), 401],
    ["a cursor of 90 KB", get(`${LOGS}/tail?after=${"9".repeat(60_000)}`), 400],
    ["an encoding nobody has", post(`Content-Encoding: br\r\n${TEXT}`, "hi"), 415],
    ["a type nobody has", post("Content-Type: image/svg+xml\r\n", "<svg/>"), 415],
  ];
  return all.map(([name, text, status]) => ({
    name: name.slice(0, 100),
    text,
    answer: status instanceof RegExp ? status : new RegExp(`^HTTP/1.1 ${status} `),
  }));
}

const LOGS = "/api/v1/logs";
const TEXT = "Content-Type: text/plain\r\n";

const long = (count: number, of = "a") => encodeURIComponent(of.repeat(count));

/** The first time there is, and the last. */
const EVER = "from=-8640000000000000&to=8640000000000000";

const fields = Array.from({ length: 10_000 }, (_, i) => `f${i}`).join(",");

const TARGETS: readonly (readonly [path: string, status: number])[] = [
  // Queries.
  [`${LOGS}?q=${long(1e6)}`, 431],
  [`${LOGS}?q=${long(60_000)}`, 400],
  [`${LOGS}/count?q=${long(4000, "(")}`, 400],
  [`${LOGS}/count?q=${long(1300, "-a ")}${long(1300, "(")}`, 400],
  [`${LOGS}/count?q=${long(1000, "NOT ")}a`, 400],
  [`${LOGS}/count?q=${long(60, "(")}a${long(60, ")")}`, 400],
  [`${LOGS}/count?q=${long(1000, "a OR ")}a`, 400],
  [`${LOGS}/count?q=${long(1365, "|a ")}`, 400],
  [`${LOGS}/count?q=${long(4095, "*")}`, 200],
  [`${LOGS}/count?q=${long(2000, "\\\\")}`, 200],
  [`${LOGS}/count?q=%00`, 200],
  [`${LOGS}/count?q=%ff%fe`, 200],
  [`${LOGS}/count?q=%zz`, 200],
  [`${LOGS}/count?q=__proto__:x%20_exists_:constructor`, 200],
  [`${LOGS}/count?q=x:>1e999`, 400],
  [`${LOGS}/count?q=x:[1%20TO%20`, 400],
  // Parameters.
  [`${LOGS}?${"x=1&".repeat(15_000)}`, 400],
  [`${LOGS}?limit=999999999999`, 400],
  [`${LOGS}?limit=-1`, 400],
  [`${LOGS}?limit=0x10`, 400],
  [`${LOGS}?limit=1&limit=2`, 400],
  [`${LOGS}?limit[]=1`, 400],
  [`${LOGS}?cursor=${long(1000, "W")}`, 400],
  [`${LOGS}?cursor=${btoa("[".repeat(700))}`, 400],
  [`${LOGS}?__proto__=1`, 400],
  [`${LOGS}/facets?fields=${fields.slice(0, 60_000)}`, 400],
  [`${LOGS}/facets?fields=__proto__,constructor&limit=1000`, 200],
  [`${LOGS}/facets?fields=level&limit=10000000`, 400],
  [`${LOGS}/histogram?by=__proto__`, 200],
  [`${LOGS}/histogram?from=0001-01-01&to=9999-12-31&interval=1ms`, 400],
  [`${LOGS}/histogram?from=0001-01-01&to=9999-12-31`, 200],
  [`${LOGS}/histogram?${EVER}`, 200],
  [`${LOGS}/histogram?${EVER}&interval=99999w`, 200],
  [`${LOGS}/histogram?interval=9999999999999999w`, 400],
  [`${LOGS}/stats?q=*|stats%20count()%20by%20bin(1ms)&${EVER}`, 200],
  [`${LOGS}/stats?q=*|stats%20${"count(),".repeat(30)}count()`, 400],
  [`${LOGS}/stats?q=*|top%2099999999%20level`, 400],
  [`${LOGS}/count?from=8640000000000001`, 400],
  [`${LOGS}/count?from=9999999999999999w`, 400],
  [`${LOGS}/9f3c5a01-b2c4-8d5e-8000-000000001267/context?before=1e9`, 400],
  // Line breaks, paths and odd encodings.
  [`${LOGS}/%0d%0aSet-Cookie:%20a=b`, 404],
  [`${LOGS}/export?format=csv%0d%0aX:y`, 400],
  [`/%2e%2e%2f%2e%2e%2fetc/passwd`, 404],
  [`/../../../etc/passwd`, 404],
  [`/docs/..%2f..%2fetc%2fpasswd`, 404],
  [`/docs/%2e%2e/%2e%2e/deno.json`, 404],
  [`/docs/....//....//deno.json`, 404],
  [`/docs/%00`, 404],
  [`${LOGS}/%00`, 404],
  [`${LOGS}/%c0%ae%c0%ae%c0%af`, 404],
  [`${LOGS}/%`, 404],
  [`${LOGS}/${long(8000)}`, 404],
  [`//evil.test/api/v1/logs`, 404],
  [`${LOGS}\\..\\..\\x`, 404],
  [`/api/v1/keys/%2e%2e%2fkey_used%2fx`, 404],
  [`/api/v1/searches/${long(5000, "../")}`, 404],
  [`*`, 400],
];
