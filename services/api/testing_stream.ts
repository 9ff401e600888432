import type { LogDocument } from "../../core/event.ts";

/** A message of an event stream, as its fields are written. */
export interface Message {
  /** Its kind. */
  readonly event?: string;
  /** The cursor. */
  readonly id: string;
  /** JSON. */
  readonly data?: string;
  /** Milliseconds. */
  readonly retry?: string;
  /** After a colon at the beginning of a line. */
  readonly comment?: string;
}

/** The messages of whole texts of an event stream. */
export function messagesOf(text: string): Message[] {
  return text.split("\n\n").filter(Boolean).map((message) => {
    const fields = message.split("\n").map((line) => {
      const [, name, value] = /^([a-z]*): (.*)$/.exec(line)!;
      return [name === "" ? "comment" : name, value] as const;
    });
    return Object.fromEntries(fields);
  });
}

/** The events of the messages that have some. */
export function dataOf(messages: readonly Message[]): LogDocument[] {
  return messages.filter(({ event }) => event === "log").map(({ data }) => JSON.parse(data!));
}

/** Reads an event stream message by message. */
export class MessageReader implements AsyncDisposable {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  /** Of an answer that is one. */
  constructor({ body }: Response) {
    this.#reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next message; null = it ended in good order. */
  async next(): Promise<Message | null> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end >= 0) {
        const [message] = messagesOf(this.#text.slice(0, end));
        this.#text = this.#text.slice(end + 2);
        return message!;
      }
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#text += value;
    }
  }

  /** So many events, passing over other messages. */
  async events(count: number): Promise<Message[]> {
    const found: Message[] = [];
    while (found.length < count) {
      const message = await this.next();
      if (message === null) throw new Error(`It ended after ${found.length} of ${count} events`);
      if (message.event === "log") found.push(message);
    }
    return found;
  }

  /** The client goes away. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel();
  }
}
