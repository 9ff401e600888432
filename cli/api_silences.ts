import type { RemoteConfig } from "../runtime/remote.ts";
import { openApi } from "./open_api.ts";
import type { DeskSilence, SilenceDesk } from "./silence_desk.ts";

/** The desk of an API, which asks for a key of the scope `admin` for changes. */
export function openApiSilences(remote: RemoteConfig): SilenceDesk {
  const api = openApi(remote);
  const { silences } = api.client;
  return {
    add: async (given) => (await silences.create(structuredClone(given) as Input)).id,
    async list() {
      const found: DeskSilence[] = [];
      for await (const silence of silences.list()) {
        const { id, matchers, from = "", to, author = "", comment = "" } = silence;
        found.push({ id, matchers, from, to, author, comment });
      }
      return found;
    },
    remove: (id) => silences.remove({ id, revision: "*" }),
    [Symbol.asyncDispose]: () => Promise.resolve(api[Symbol.dispose]()),
  };
}

type Input = Parameters<ReturnType<typeof openApi>["client"]["silences"]["create"]>[0];
