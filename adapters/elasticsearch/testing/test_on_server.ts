import { readStack, WITHOUT_SERVERS } from "../../../tests/stack/servers.ts";

/** For tests: registers one that needs a real server, and ends within three minutes. */
export function testOnServer(name: string, run: () => Promise<void>): void {
  const isHere = readStack() !== null;
  Deno.test({
    name: name + (isHere ? "" : WITHOUT_SERVERS),
    ignore: !isHere,
    async fn() {
      const { promise, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(
        () => reject(new Error(`not done in ${DEADLINE_MS} ms`)),
        DEADLINE_MS,
      );
      try {
        await Promise.race([run(), promise]);
      } finally {
        clearTimeout(timer);
      }
    },
  });
}

/** Far longer than a server needs that has two busy processors for itself. */
const DEADLINE_MS = 180_000;
