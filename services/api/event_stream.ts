/** One message of a `text/event-stream`. */
export interface StreamMessage {
  /** Its kind; missing = only what else is given, which is no event to the client. */
  readonly event?: string;
  /** From where a client that loses the connection wants to go on. */
  readonly id: string;
  /** Of an event, as JSON. */
  readonly data?: unknown;
  /** Passed over by clients, but keeps the connection from looking dead. */
  readonly comment?: string;
  /** How long the client is to wait before it connects again. */
  readonly retryMs?: number;
}

/** As the HTML standard writes it. JSON has no line breaks of its own, nor may an id have any. */
export function toMessage({ event, id, data, comment, retryMs }: StreamMessage): string {
  const lines = [
    comment && `: ${comment}`,
    retryMs && `retry: ${retryMs}`,
    event && `event: ${event}`,
    `id: ${id}`,
    event && `data: ${JSON.stringify(data)}`,
  ];
  return `${lines.filter(Boolean).join("\n")}\n\n`;
}
