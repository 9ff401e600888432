/** Log files that are written, rotated and cut off as a script says; no two writes have the same time. */
export class ScriptedLogs {
  /** Messages of all lines, in the order in which they were begun. */
  readonly lines: string[] = [];
  /** Blank lines. */
  blank = 0;
  readonly #folder: string;
  readonly #now: () => number;
  /** The end of a line that was begun, by file. */
  readonly #unfinished = new Map<string, string>();
  #touchedMs = 0;

  /** Makes the folder. `now`: epoch milliseconds. */
  constructor(folder: string, now: () => number) {
    Deno.mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#now = now;
  }

  /** Appends whole lines. */
  append(name: string, count: number): void {
    let text = this.#takeUnfinished(name);
    for (let i = 0; i < count; i++) text += this.#line(name);
    this.#write(name, text);
  }

  /** Appends a line without its end; the next write adds that. */
  appendPart(name: string): void {
    const text = this.#takeUnfinished(name) + this.#line(name);
    const middle = text.length - 9;
    this.#unfinished.set(name, text.slice(middle));
    this.#write(name, text.slice(0, middle));
  }

  /** Appends a line and an empty one: files that hold only that could not be told apart. */
  appendBlank(name: string): void {
    this.blank++;
    this.#write(name, `${this.#takeUnfinished(name)}${this.#line(name)}\n`);
  }

  /** Renames as logrotate does; the next write makes a new file. */
  rotate(name: string): void {
    this.#finish(name);
    if (this.#shift(name)) Deno.renameSync(this.#path(name), this.#path(`${name}.1`));
  }

  /** Copies to `<name>.1` and empties the file, as logrotate's `copytruncate` does. */
  copyTruncate(name: string): void {
    this.#finish(name);
    if (!this.#shift(name)) return;
    Deno.writeFileSync(this.#path(`${name}.1`), Deno.readFileSync(this.#path(name)));
    this.#touch(`${name}.1`);
    Deno.truncateSync(this.#path(name), 0);
    this.#touch(name);
  }

  /** `<name>.1` becomes `<name>.2`, and so on; nothing is removed. Whether there is a `<name>`. */
  #shift(name: string): boolean {
    const names = new Set(Array.from(Deno.readDirSync(this.#folder), (entry) => entry.name));
    if (!names.has(name)) return false;
    let free = 1;
    while (names.has(`${name}.${free}`)) free++;
    for (let i = free; i > 1; i--) {
      Deno.renameSync(this.#path(`${name}.${i - 1}`), this.#path(`${name}.${i}`));
    }
    return true;
  }

  #line(name: string): string {
    const message = `line ${this.lines.length} of ${name}`;
    this.lines.push(message);
    return `2025-10-23 14:32:15 INFO [payment-service] ${message}\n`;
  }

  #finish(name: string): void {
    const text = this.#takeUnfinished(name);
    if (text !== "") this.#write(name, text);
  }

  #takeUnfinished(name: string): string {
    const text = this.#unfinished.get(name) ?? "";
    this.#unfinished.delete(name);
    return text;
  }

  #write(name: string, text: string): void {
    Deno.writeTextFileSync(this.#path(name), text, { append: true });
    this.#touch(name);
  }

  /** In the script's own time; the source looks at it. */
  #touch(name: string): void {
    this.#touchedMs = Math.max(this.#touchedMs + 1, this.#now());
    const time = new Date(this.#touchedMs);
    Deno.utimeSync(this.#path(name), time, time);
  }

  #path(name: string): string {
    return `${this.#folder}/${name}`;
  }
}
