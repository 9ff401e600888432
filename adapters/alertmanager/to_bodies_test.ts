import assert from "node:assert/strict";
import type { NoticeAlert } from "../../core/alert/notice.ts";
import { makeNotice } from "../../runtime/notices/testing.ts";
import { BODY_ALERTS_MAX, BODY_BYTES_MAX, toBodies } from "./to_bodies.ts";

function toSizes(alerts: readonly NoticeAlert[]) {
  return [...toBodies({ ...makeNotice(), alerts }, 0)].map((body) => {
    const read: { labels: Record<string, string> }[] = JSON.parse(body);
    return {
      bytes: new TextEncoder().encode(body).length,
      hosts: read.map(({ labels }) => labels["host"]),
    };
  });
}

Deno.test("toBodies bounds the alerts and the bytes of each, and keeps all in their order", () => {
  const many = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`name${i}`, "\u0001".repeat(9999)]),
    );
  const table = [
    [{}, 2 * BODY_ALERTS_MAX + 1, 3],
    [{}, BODY_ALERTS_MAX, 1],
    [{}, 0, 1],
    [many(1), 300, null],
    [many(40), 3, 3], // The largest kind.
  ] as const;
  for (const [texts, count, bodies] of table) {
    const alerts = Array.from(
      { length: count },
      (_, i) => makeNotice({ labels: { host: `h${i}`, ...texts }, annotations: texts }).alerts[0]!,
    );
    const sizes = toSizes(alerts);
    assert.deepEqual(
      sizes.flatMap(({ hosts }) => hosts),
      alerts.map(({ labels }) => labels["host"]),
    );
    assert(
      sizes.every(({ bytes, hosts }) => bytes <= BODY_BYTES_MAX && hosts.length <= BODY_ALERTS_MAX),
    );
    if (bodies !== null) assert.equal(sizes.length, bodies);
    else {assert(
        sizes.slice(0, -1).every(({ bytes }) => bytes > BODY_BYTES_MAX * 0.9),
        "they are full",
      );}
  }
});
