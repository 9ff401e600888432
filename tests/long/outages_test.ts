import { canOpenOwnServer } from "../stack/own_server.ts";
import { WITHOUT_SERVERS } from "../stack/servers.ts";
import { outages } from "../faults/outages.ts";

const ignore = !(["kafka", "elasticsearch", "postgres", "redis"] as const).every(canOpenOwnServer);

Deno.test({
  name: `pipeline keeps every line once through outages of 20 s of all servers${
    ignore ? WITHOUT_SERVERS : ""
  }`,
  ignore,
  fn: () => outages({ seconds: 20 }),
});
