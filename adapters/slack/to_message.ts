import type { Notice } from "../../core/alert/notice.ts";
import { type AlertDescription, describe, tellMore } from "../../runtime/notices/describe.ts";

/** What an incoming webhook of Slack takes (https://docs.slack.dev/reference/block-kit/blocks). */
export interface SlackMessage {
  /** Shown where blocks are not, such as in a notification. */
  readonly text: string;
  readonly mrkdwn: false;
  readonly parse: "none";
  readonly link_names: false;
  readonly unfurl_links: false;
  readonly unfurl_media: false;
  readonly blocks: readonly SlackBlock[];
}

/** A block of one text. */
export type SlackBlock =
  | { readonly type: "header" | "section"; readonly text: SlackText }
  | { readonly type: "context"; readonly elements: readonly [SlackText] };

/** In plain text nothing but emoji has a meaning, and they are off. */
export type SlackText =
  | { readonly type: "plain_text"; readonly text: string; readonly emoji: false }
  | { readonly type: "mrkdwn"; readonly text: string; readonly verbatim: true };

/** A bounded notice as a message: text from rules and logs does nothing in it, and Slack's limits are kept. */
export function toMessage(notice: Notice): SlackMessage {
  const { title, alerts, footer } = describe(notice);
  const heading = toPlain(title, HEADER_LENGTH_MAX);
  const { blocks, left } = toAlertBlocks(alerts);
  const more = tellMore(notice.more + left);
  return {
    text: heading.text,
    ...{ mrkdwn: false, parse: "none", link_names: false, unfurl_links: false },
    unfurl_media: false,
    blocks: [
      { type: "header", text: heading },
      ...blocks,
      ...more === null ? [] : [toSection(more)],
      { type: "context", elements: [toPlain(footer, SECTION_LENGTH_MAX)] },
    ],
  };
}

/** As many alerts as there is room for; `left` are not among them. */
function toAlertBlocks(alerts: readonly AlertDescription[]) {
  const blocks: SlackBlock[] = [];
  let length = 0;
  for (const [shown, alert] of alerts.entries()) {
    const added = toBlocks(alert);
    length += JSON.stringify(added).length;
    const isFull = blocks.length + added.length > BLOCKS_MAX || length > LENGTH_MAX;
    if (isFull && shown > 0) return { blocks, left: alerts.length - shown };
    blocks.push(...added);
  }
  return { blocks, left: 0 };
}

function toBlocks({ heading, labels, lines, samples, link }: AlertDescription): SlackBlock[] {
  const told = [heading, labels, ...lines].filter((line) => line !== "");
  return [
    toSection(told.join("\n")),
    ...samples.length === 0 ? [] : [toSection(samples.join("\n"))],
    ...link === null || toLink(link).length > SECTION_LENGTH_MAX ? [] : [{
      type: "section" as const,
      text: { type: "mrkdwn" as const, text: toLink(link), verbatim: true as const },
    }],
  ];
}

function toSection(text: string): SlackBlock {
  return { type: "section", text: toPlain(text, SECTION_LENGTH_MAX) };
}

function toPlain(text: string, lengthMax: number): SlackText {
  return { type: "plain_text", text: escapeWithin(text, lengthMax), emoji: false };
}

/** The end of a link and the beginning of its text can't be in a URL as it is written here. */
function toLink(url: string): string {
  const escaped = url.replaceAll("|", "%7C").replace(SPECIAL, (sign) => ENTITIES[sign]!);
  return `<${escaped}|Show the events>`;
}

/** Escaped, and cut between characters so that the escaped text is not longer. */
function escapeWithin(text: string, lengthMax: number): string {
  const escaped = Array.from(text, (character) => ENTITIES[character] ?? character);
  let length = 0;
  const end = escaped.findIndex((piece) => (length += piece.length) > lengthMax - 1);
  const isLast = end === escaped.length - 1 && length <= lengthMax;
  return end < 0 || isLast ? escaped.join("") : `${escaped.slice(0, end).join("")}…`;
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const SPECIAL = /[&<>]/g;

/** Slack takes 50, of which this leaves some for what is around the alerts. */
const BLOCKS_MAX = 46;
const HEADER_LENGTH_MAX = 150;
const SECTION_LENGTH_MAX = 3000;
/** Longer messages are refused, or hidden behind a button. */
const LENGTH_MAX = 12_000;
