import type { Notice } from "../../core/alert/notice.ts";
import { digestOfText } from "../../runtime/digest_text.ts";
import { cutText } from "../../runtime/notices/bound_notice.ts";
import {
  type AlertDescription,
  describe,
  type Description,
  tellMore,
} from "../../runtime/notices/describe.ts";

/** Who writes to whom. */
export interface Addresses {
  /** `a@example.com` or `LogFlow <a@example.com>`. */
  readonly from: string;
  /** At least one. */
  readonly to: readonly string[];
}

/** A mail as nodemailer takes it. */
export interface Mail extends Addresses {
  readonly to: string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly date: Date;
  readonly messageId: string;
  readonly inReplyTo: string;
  readonly references: string;
  readonly headers: Record<string, string>;
}

/**
 * A bounded notice as a mail. Its Message-ID comes from the notice's id, so that a repeat is known as one; all mails
 * of a group refer to the same id, so that mail programs put them into one thread.
 */
export function toMail(notice: Notice, { from, to }: Addresses): Mail {
  const description = describe(notice);
  const more = tellMore(notice.more);
  const domain = /@([^\s<>]+)>?$/.exec(from.trim())?.[1] ?? "localhost";
  const key = digestOfText(`${notice.receiver}\0${notice.group}`).slice(0, 32);
  const thread = `<group.${key}.logflow@${domain}>`;
  return {
    from,
    to: [...to],
    subject: cutText(description.title, SUBJECT_LENGTH_MAX),
    text: toText(description, more),
    html: toHtml(description, more),
    date: new Date(notice.atMs),
    messageId: `<notice.${notice.id}.logflow@${domain}>`,
    inReplyTo: thread,
    references: thread,
    headers: { "Auto-Submitted": "auto-generated", "X-LogFlow-Notice": notice.id },
  };
}

function toText({ title, alerts, footer }: Description, more: string | null): string {
  const parts = [
    title,
    ...alerts.map(toTextPart),
    ...more === null ? [] : [more],
    `-- \n${footer}`,
  ];
  return `${parts.join("\n\n")}\n`;
}

function toTextPart({ heading, labels, lines, samples, link }: AlertDescription): string {
  const told = [labels, ...lines].filter((line) => line !== "").map((line) => `  ${line}`);
  const events = samples.map((sample) => `    ${sample}`);
  return [heading, ...told, ...events, ...link === null ? [] : [`  ${link}`]].join("\n");
}

function toHtml({ title, alerts, footer }: Description, more: string | null): string {
  const parts = [
    `<h2>${escapeHtml(title)}</h2>`,
    ...alerts.map(toHtmlPart),
    ...more === null ? [] : [toParagraph(more)],
    `<hr><p><small>${escapeHtml(footer)}</small></p>`,
  ];
  return `<!doctype html>\n<html><body>\n${parts.join("\n")}\n</body></html>\n`;
}

function toHtmlPart({ heading, labels, lines, samples, link }: AlertDescription): string {
  const parts = [
    `<h3>${escapeHtml(heading)}</h3>`,
    ...labels === "" ? [] : [toParagraph(labels)],
    ...lines.length === 0 ? [] : [`<p>${lines.map(escapeHtml).join("<br>\n")}</p>`],
    ...samples.length === 0 ? [] : [`<pre>${samples.map(escapeHtml).join("\n")}</pre>`],
    ...link === null ? [] : [`<p><a href="${escapeHtml(link)}">Show the events</a></p>`],
  ];
  return parts.join("\n");
}

function toParagraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const SUBJECT_LENGTH_MAX = 150;
