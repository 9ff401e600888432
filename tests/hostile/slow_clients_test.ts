import { slowClients } from "./slow_clients.ts";

Deno.test("the API lets go of clients that hold a connection, and answers others", async () => {
  await slowClients({ bodies: false });
});
