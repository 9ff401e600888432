import { wholeFile } from "../e2e/whole_file.ts";

Deno.test("pipeline stores 2,000,000 lines and those appended meanwhile, each once, all fields right", async () => {
  await wholeFile(2_000_000);
});
