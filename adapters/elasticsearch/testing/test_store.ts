import { readStack } from "../../../tests/stack/servers.ts";
import { ElasticClient } from "../client.ts";
import { type ElasticOptions, toSettings } from "../options.ts";
import { refresh } from "../refresh.ts";
import { readSizes } from "../sizes.ts";

/** For tests: names of a store of its own on a real server, and a client to look behind the scenes. */
export interface TestStore extends AsyncDisposable {
  /** How to open it. */
  readonly options: ElasticOptions;
  /** What `log` was told. */
  readonly said: string[];
  /** Asks the server directly. */
  readonly client: ElasticClient;
  /** Makes searches see all that was stored. */
  settle(): Promise<void>;
}

/** For tests: a store that nothing is in yet; disposing removes whatever it became. */
export function makeTestStore(changes: Partial<ElasticOptions> = {}): TestStore {
  const name = `lft-${crypto.randomUUID().slice(0, 13)}`;
  const said: string[] = [];
  const options: ElasticOptions = {
    urls: [readStack()!.elasticsearch],
    auth: null,
    ca: null,
    log: (message) => void said.push(message),
    prefix: `${name}-`,
    alias: name,
    template: name,
    state: `${name}-state`,
    replicas: 0,
    ...changes,
  };
  const client = new ElasticClient(toSettings(options));
  return {
    options,
    said,
    client,
    settle: () => refresh(client),
    async [Symbol.asyncDispose]() {
      await removeStore(client);
      await client[Symbol.asyncDispose]();
    },
  };
}

/** For tests: removes the template and the indices of a store, each by its name. */
async function removeStore(client: ElasticClient): Promise<void> {
  const { template, state } = client.settings;
  const indices = (await readSizes(client)).map(({ name }) => `/${name}`);
  for (const path of [`/_index_template/${template}`, `/${state}`, ...indices]) {
    await client.find({ what: "clean up", method: "DELETE", path });
  }
}
