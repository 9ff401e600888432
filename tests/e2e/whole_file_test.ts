import { wholeFile } from "./whole_file.ts";

Deno.test("pipeline stores 200,000 lines and those appended meanwhile, each once, all fields right", async () => {
  await wholeFile(200_000);
});
