import type { ApiKey } from "../client/answers.ts";
import type { RemoteConfig } from "../runtime/remote.ts";
import type { ShownKey } from "../runtime/shown_key.ts";
import { isLength, type KeyDesk } from "./key_desk.ts";
import { openApi } from "./open_api.ts";

/** The desk of an API, which asks for a key of the scope `admin`. */
export function openApiDesk(remote: RemoteConfig): KeyDesk {
  const api = openApi(remote);
  const { keys } = api.client;
  return {
    async create({ name, scopes, expires, rateMax }) {
      const isTtl = expires !== null && isLength(expires);
      const end = isTtl ? { ttl: expires } : { expires_at: expires };
      const made = await keys.create({ name, scopes, rate_max: rateMax, ...end });
      return { ...toShown(made), key: made.key };
    },
    async list() {
      const found: ShownKey[] = [];
      for await (const key of keys.list()) found.push(toShown(key));
      return found.sort((a, b) => a.created_at < b.created_at ? -1 : 1);
    },
    async revoke(id) {
      const found = await keys.get(id);
      if (found === null || !await keys.revoke(found)) return null;
      return toShown(found);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(api[Symbol.dispose]()),
  };
}

function toShown(key: ApiKey): ShownKey {
  return { ...key, scopes: [...key.scopes] };
}
