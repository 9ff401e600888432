import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { startPipeline } from "./pipeline_process.ts";

Deno.test("a confined api serves /docs, with all that the page needs", async () => {
  const folder = await Deno.makeTempDir({ prefix: "logflow-docs-" });
  Deno.writeTextFileSync(`${folder}/app.log`, "");
  try {
    const logFiles = [`${folder}/app.log`];
    await using pipeline = startPipeline({ dataDir: `${folder}/data`, logFiles });
    const page = await eventually("the page", () => fetch(`${pipeline.apiUrl}/docs`));
    const files = [...(await page.text()).matchAll(/(?:src|href)="(docs\/[^"]+)"/g)];
    assert.equal(files.length, 3);
    for (const [, file] of files) {
      const answer = await fetch(`${pipeline.apiUrl}/${file}`);
      assert.equal(answer.status, 200, file);
      assert.ok((await answer.text()).length > 100, file);
    }
    assert.equal(await pipeline.stop(), 0, pipeline.output());
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
