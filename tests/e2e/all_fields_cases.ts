import type { LogDocument } from "../../core/event.ts";

/** One event as it stands in a file, and what the document must say of it. */
export interface FieldsCase {
  /** The lines, without the last newline. */
  readonly raw: string;
  /** ISO 8601; null = when it was shipped. */
  readonly timestamp: string | null;
  readonly level: LogDocument["level"];
  readonly service: string;
  readonly message: string;
  /** Null = the machine's own. */
  readonly hostname: string | null;
  readonly fields: LogDocument["extra_fields"];
}

/** The zone in which the files were written: two hours before UTC in summer, one in winter. */
export const TIME_ZONE = "Europe/Berlin";

/** Name of a file to its events; `nowMs` gives the times without a year theirs. */
export function toFieldsCases(nowMs: number): Readonly<Record<string, readonly FieldsCase[]>> {
  return { ...FIXED, ...toYearless(nowMs) };
}

const NOTHING = { hostname: null, fields: {} };

const FIXED: Readonly<Record<string, readonly FieldsCase[]>> = {
  "text.log": [
    {
      raw: "2025-10-23 14:32:15 INFO [payment-service] Payment completed for order order_45231",
      timestamp: "2025-10-23T12:32:15.000Z",
      level: "INFO",
      service: "payment-service",
      message: "Payment completed for order order_45231",
      ...NOTHING,
    },
    {
      raw: "2025-12-23 14:32:15,123 [main] WARNING [auth-service] slow ✓",
      timestamp: "2025-12-23T13:32:15.123Z",
      level: "WARN",
      service: "auth-service",
      message: "slow ✓",
      hostname: null,
      fields: { thread: "main" },
    },
    {
      raw: "2025-10-23T14:32:15.5-03:00 ERROR no service",
      timestamp: "2025-10-23T17:32:15.500Z",
      level: "ERROR",
      service: "text",
      message: "no service",
      ...NOTHING,
    },
  ],
  "json.log": [
    {
      raw:
        '{"time":"2025-10-23T14:32:15Z","level":30,"service":"pay","host":"db-7","msg":"x","ms":12.5,' +
        '"ok":true,"user":{"id":"u1"}}',
      timestamp: "2025-10-23T14:32:15.000Z",
      level: "INFO",
      service: "pay",
      message: "x",
      hostname: "db-7",
      fields: { ms: 12.5, ok: true, "user.id": "u1" },
    },
    {
      raw: '{"ts":"2025-10-23 14:32:15","severity":"crit","message":"local"}',
      timestamp: "2025-10-23T12:32:15.000Z",
      level: "FATAL",
      service: "json",
      message: "local",
      ...NOTHING,
    },
  ],
  "pretty.json": [
    {
      raw:
        '{\n  "time": 1761229935123,\n  "level": "error",\n  "msg": "two\\nlines",\n  "n": [1]\n}',
      timestamp: "2025-10-23T14:32:15.123Z",
      level: "ERROR",
      service: "pretty",
      message: "two\nlines",
      hostname: null,
      fields: { n: "[1]" },
    },
  ],
  "logfmt.log": [
    {
      raw: 'time=2025-10-23T14:32:15Z level=warn app=cart host=c-1 msg="a \\"b\\"" n=3 id=007 fast',
      timestamp: "2025-10-23T14:32:15.000Z",
      level: "WARN",
      service: "cart",
      message: 'a "b"',
      hostname: "c-1",
      fields: { n: 3, id: "007", fast: true },
    },
  ],
  "access.log": [
    {
      raw: '10.0.0.1 - ann [23/Oct/2025:14:32:15 +0200] "GET /a?b=c HTTP/1.1" 503 12 "-" "curl/8"',
      timestamp: "2025-10-23T12:32:15.000Z",
      level: "ERROR",
      service: "access",
      message:
        '10.0.0.1 - ann [23/Oct/2025:14:32:15 +0200] "GET /a?b=c HTTP/1.1" 503 12 "-" "curl/8"',
      hostname: null,
      fields: {
        remote_addr: "10.0.0.1",
        remote_user: "ann",
        method: "GET",
        path: "/a?b=c",
        protocol: "HTTP/1.1",
        status: 503,
        bytes: 12,
        user_agent: "curl/8",
      },
    },
  ],
  "syslog5424.log": [
    {
      raw: '<34>1 2025-10-23T14:32:15.003Z web-9 su 77 ID47 [a@1 b="c"] failed for root',
      timestamp: "2025-10-23T14:32:15.003Z",
      level: "FATAL",
      service: "su",
      message: "failed for root",
      hostname: "web-9",
      fields: { facility: 4, procid: "77", msgid: "ID47", "a@1.b": "c" },
    },
  ],
  "docker.log": [
    {
      raw:
        '{"log":"2025-10-23 14:32:15 ERROR [api] in ","stream":"stderr","time":"2025-10-23T12:32:15.9Z"}\n' +
        '{"log":"two parts\\n","stream":"stderr","time":"2025-10-23T12:32:16Z"}',
      timestamp: "2025-10-23T12:32:15.000Z",
      level: "ERROR",
      service: "api",
      message: "in two parts",
      hostname: null,
      fields: { stream: "stderr" },
    },
    {
      raw:
        '{"log":"plain\\n","stream":"stdout","attrs":{"tag":"t"},"time":"2025-10-23T12:32:17.25Z"}',
      timestamp: "2025-10-23T12:32:17.250Z",
      level: "UNKNOWN",
      service: "docker",
      message: "plain",
      hostname: null,
      fields: { stream: "stdout", "attrs.tag": "t" },
    },
  ],
  "cri.log": [
    {
      raw: '2025-10-23T12:32:15.9Z stdout F {"msg":"inside","level":"debug","n":1}',
      timestamp: "2025-10-23T12:32:15.900Z",
      level: "DEBUG",
      service: "cri",
      message: "inside",
      hostname: null,
      fields: { n: 1, stream: "stdout" },
    },
    {
      raw: "2025-10-23T12:32:16Z stderr P in two \n2025-10-23T12:32:16.1Z stderr F parts",
      timestamp: "2025-10-23T12:32:16.000Z",
      level: "UNKNOWN",
      service: "cri",
      message: "in two parts",
      hostname: null,
      fields: { stream: "stderr" },
    },
  ],
  "plain.log": [
    {
      raw: "so it goes",
      timestamp: null,
      level: "UNKNOWN",
      service: "plain",
      message: "so it goes",
      ...NOTHING,
    },
    {
      raw: "ERROR: out of ink",
      timestamp: null,
      level: "ERROR",
      service: "plain",
      message: "ERROR: out of ink",
      ...NOTHING,
    },
  ],
};

/** 3164 and klog name no year: ten days ago. */
function toYearless(nowMs: number): Readonly<Record<string, readonly FieldsCase[]>> {
  // Around noon, so that no change to or from summer time is near.
  const date = new Date((Math.floor(nowMs / DAY_MS) - 10) * DAY_MS + 40_509_000);
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: TIME_ZONE,
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const part = Object.fromEntries(
    format.formatToParts(date).map(({ type, value }) => [type, value]),
  );
  const clock = `${part["hour"]}:${part["minute"]}:${part["second"]}`;
  const month = String(MONTHS.indexOf(part["month"]!) / 4 + 1).padStart(2, "0");
  const day = part["day"]!;
  return {
    "syslog3164.log": [{
      raw: `<13>${part["month"]} ${day.padStart(2)} ${clock} web-9 cron[12]: job done`,
      timestamp: date.toISOString(),
      level: "INFO",
      service: "cron",
      message: "job done",
      hostname: "web-9",
      fields: { facility: 1, pid: 12 },
    }],
    "klog.log": [{
      raw: `W${month}${day.padStart(2, "0")} ${clock}.123456    7 file.go:12] it is late`,
      timestamp: new Date(date.getTime() + 123).toISOString(),
      level: "WARN",
      service: "klog",
      message: "it is late",
      hostname: null,
      fields: { thread: 7, caller: "file.go:12" },
    }],
  };
}

const DAY_MS = 86_400_000;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
