import assert from "node:assert/strict";

Deno.test("file source ships every line once though its process is killed again and again", async () => {
  const folder = Deno.makeTempDirSync();
  Deno.mkdirSync(`${folder}/log`);
  try {
    let written = 0;
    for (let round = 0; round < 8; round++) {
      await using child = start(folder);
      const before = arrivedIn(folder).length;
      for (let burst = 0; burst < 5; burst++) {
        append(folder, written, written += 400);
        if (burst === round % 5) rotate(folder, round);
        await until(child, () => arrivedIn(folder).length > before + burst * round * 20);
      }
    }
    await using child = start(folder);
    await until(child, () => new Set(arrivedIn(folder)).size >= written);
    const ids = new Map(arrivedIn(folder).map((line) => [line.split(" ")[0], line.split(" ")[1]]));
    const texts = [...ids.values()].map(Number).sort((a, b) => a - b);
    assert.deepEqual(texts, Array.from({ length: written }, (_, i) => i));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

interface Child extends AsyncDisposable {
  readonly ended: () => boolean;
}

/** Runs until it is disposed of, which kills it at once. */
function start(folder: string): Child {
  const script = new URL("./kill_child.ts", import.meta.url).href;
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "--no-prompt",
      `--allow-read=${folder}`,
      `--allow-write=${folder}`,
      script,
      folder,
    ],
    stderr: "inherit",
  }).spawn();
  let ended = false;
  process.status.then(() => ended = true);
  return {
    ended: () => ended,
    async [Symbol.asyncDispose]() {
      if (!ended) process.kill("SIGKILL");
      await process.status;
    },
  };
}

function append(folder: string, from: number, to: number): void {
  const lines = Array.from({ length: to - from }, (_, i) => `${from + i}\n`).join("");
  Deno.writeTextFileSync(`${folder}/log/app.log`, lines, { append: true });
}

/** By renaming and by copytruncate, in turn. */
function rotate(folder: string, round: number): void {
  const path = (n: number) => `${folder}/log/app.log.${n}`;
  for (let n = round; n >= 1; n--) Deno.renameSync(path(n), path(n + 1));
  if (round % 2 === 0) return Deno.renameSync(`${folder}/log/app.log`, path(1));
  Deno.copyFileSync(`${folder}/log/app.log`, path(1));
  Deno.truncateSync(`${folder}/log/app.log`);
}

/** Lines that arrived whole: the id and the text. */
function arrivedIn(folder: string): string[] {
  try {
    return Deno.readTextFileSync(`${folder}/arrived`).split("\n").slice(0, -1);
  } catch {
    return [];
  }
}

async function until(child: Child, holds: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 30_000;
  while (!holds()) {
    assert.ok(!child.ended(), "the child ended by itself");
    assert.ok(Date.now() < deadlineMs, "nothing came within 30 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
