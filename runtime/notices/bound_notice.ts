import { type Notice, type NoticeAlert, SAMPLE_LENGTH_MAX } from "../../core/alert/notice.ts";
import { digestOfText } from "../digest_text.ts";

/**
 * The notice with every text well-formed Unicode and of bounded length, and a bounded number of labels and
 * annotations. Groups that differ stay different.
 */
export function boundNotice(notice: Notice): Notice {
  return { ...notice, group: boundGroup(notice.group), alerts: notice.alerts.map(boundAlert) };
}

/** At most so many UTF-16 code units, the last of them `…` where some were cut; well-formed. */
export function cutText(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text.toWellFormed();
  const end = /[\ud800-\udbff]/.test(text[lengthMax - 2]!) ? lengthMax - 2 : lengthMax - 1;
  return `${text.slice(0, end).toWellFormed()}…`;
}

function boundGroup(group: string): string {
  if (group.length <= GROUP_LENGTH_MAX && group.isWellFormed()) return group;
  return `${cutText(group, GROUP_LENGTH_MAX - 20)} ${digestOfText(tellApart(group)).slice(0, 16)}`;
}

/** Lone surrogates would all become the same byte. */
function tellApart(text: string): string {
  return text.replace(/\p{Cs}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}

/** One alert of a notice, as {@linkcode boundNotice} has it. */
export function boundAlert(alert: NoticeAlert): NoticeAlert {
  return {
    ...alert,
    rule: cutText(alert.rule, NAME_LENGTH_MAX),
    labels: boundTexts(alert.labels, LABELS_MAX),
    annotations: boundTexts(alert.annotations, ANNOTATIONS_MAX),
    samples: alert.samples.map((sample) => ({
      ...sample,
      level: cutText(sample.level, NAME_LENGTH_MAX),
      service: cutText(sample.service, NAME_LENGTH_MAX),
      message: cutText(sample.message, SAMPLE_LENGTH_MAX),
    })),
  };
}

function boundTexts(
  texts: Readonly<Record<string, string>>,
  countMax: number,
): Record<string, string> {
  const kept = Object.entries(texts).slice(0, countMax);
  return Object.fromEntries(
    kept.map(([name, text]) => [cutText(name, NAME_LENGTH_MAX), cutText(text, TEXT_LENGTH_MAX)]),
  );
}

const GROUP_LENGTH_MAX = 512;
const NAME_LENGTH_MAX = 128;
const TEXT_LENGTH_MAX = 2048;
const LABELS_MAX = 32;
const ANNOTATIONS_MAX = 16;
