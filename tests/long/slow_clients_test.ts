import { slowClients } from "../hostile/slow_clients.ts";

Deno.test("the API lets go of clients whose bodies do not come, and answers others", async () => {
  await slowClients({ bodies: true });
});
