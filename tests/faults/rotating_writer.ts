/** Something that writes log lines all the time and rotates its files now and then. */
export interface RotatingWriter extends AsyncDisposable {
  /** How many lines it wrote. */
  lines(): number;
  /** Their messages. */
  messages(): Iterable<string>;
  /** Writes no more. */
  stop(): Promise<void>;
}

/** Starts writing to `names` in `folder`: some lines every few milliseconds, a rename rotation now and then. */
export async function startWriter(
  folder: string,
  names: readonly string[],
  random: () => number,
): Promise<RotatingWriter> {
  await Deno.mkdir(folder, { recursive: true });
  const messages: string[] = [];
  const rotations = new Map(names.map((name) => [name, 0]));
  const write = (name: string) => {
    if (random() < 0.005) rotate(`${folder}/${name}`, rotations, name);
    let text = "";
    for (let i = Math.floor(random() * 40); i >= 0; i--) {
      const message = `line ${messages.length} of ${name}`;
      messages.push(message);
      text += `2025-10-23 14:32:15 INFO [payment-service] ${message}\n`;
    }
    appendInPieces(`${folder}/${name}`, text, random);
  };
  names.forEach(write);
  const timer = setInterval(() => names.forEach(write), 10);
  const stop = () => Promise.resolve(clearInterval(timer));
  return {
    lines: () => messages.length,
    messages: () => messages,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Renames as logrotate does: `a.log.1` → `a.log.2` …, then `a.log` → `a.log.1`; the next write makes a new file. */
function rotate(path: string, rotations: Map<string, number>, name: string): void {
  const count = rotations.get(name) ?? 0;
  for (let i = count; i >= 1; i--) Deno.renameSync(`${path}.${i}`, `${path}.${i + 1}`);
  Deno.renameSync(path, `${path}.1`);
  rotations.set(name, count + 1);
}

/** So that a reader sees half lines. */
function appendInPieces(path: string, text: string, random: () => number): void {
  const middle = Math.floor(random() * text.length);
  Deno.writeTextFileSync(path, text.slice(0, middle), { append: true });
  Deno.writeTextFileSync(path, text.slice(middle), { append: true });
}
