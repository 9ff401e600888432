import type { Channel, Heartbeat, Login } from "./receiver.ts";
import { HEARTBEAT_SCHEMA, RECEIVER_SCHEMAS, type SharedValues } from "./receiver_schema.ts";
import { parseHttpUrl } from "./receiver_values.ts";
import type { Section } from "./section.ts";

/** A receiver, as far as its section says; null, or of no use, where the section is not sound. */
export interface ReadReceiver {
  /** What all have. */
  readonly shared: SharedValues;
  /** What those of its type have. */
  readonly channel: Channel;
}

/** Reads a receiver of each type. All faults of a section are told, whichever come first. */
export const CHANNELS: Readonly<
  Record<Channel["type"], (section: Section) => ReadReceiver | null>
> = {
  webhook(section) {
    const shared = section.read(RECEIVER_SCHEMAS.webhook);
    const [url, login, ca] = [readUrl(section), readLogin(section), section.ca()];
    const secret = section.secret("secret");
    if (login !== null && Object.hasOwn(shared?.headers ?? {}, "authorization")) {
      section.tell(["username"], 'is given beside the header "authorization"; give one of them');
    }
    const headers = shared?.headers ?? {};
    return shared && { shared, channel: { type: "webhook", url, secret, headers, login, ca } };
  },
  slack(section) {
    const shared = section.read(RECEIVER_SCHEMAS.slack);
    const url = readUrl(section);
    return shared && { shared, channel: { type: "slack", url } };
  },
  email(section) {
    const shared = section.read(RECEIVER_SCHEMAS.email);
    const [password, ca] = [section.secret("password"), section.ca()];
    if (shared === null) return null;
    const { smtp: { host, port, username, tls }, from, to } = shared;
    if (username === null && password !== null) {
      section.tell(["password"], "is given, but no user; write smtps://user@host");
    }
    if (username !== null && !hasPassword(section)) {
      section.tell(["smtp"], 'has a user, but there is no password; give "password_file"');
    }
    const login = username === null ? null : { username, password: password ?? "" };
    return { shared, channel: { type: "email", host, port, tls, login, ca, from, to } };
  },
  alertmanager(section) {
    const shared = section.read(RECEIVER_SCHEMAS.alertmanager);
    const [url, login, ca] = [readUrl(section), readLogin(section), section.ca()];
    return shared && { shared, channel: { type: "alertmanager", url, login, ca } };
  },
};

/** Null where its section is not sound. */
export function readHeartbeat(section: Section): Heartbeat | null {
  const read = section.read(HEARTBEAT_SCHEMA);
  const [url, ca] = [readUrl(section), section.ca()];
  return read && section.isSound ? { url, ca, intervalMs: read.interval } : null;
}

function readUrl(section: Section): string {
  const text = section.secret("url");
  if (text === null) {
    const isGiven = section.has("url") || section.has("url_file");
    if (!isGiven) section.tell([], 'has no "url"; give it, or "url_file"');
    return "";
  }
  try {
    return parseHttpUrl(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Of one that stands there itself it is told already.
    if (section.has("url_file")) {
      section.tell(["url_file"], `names a file whose text ${error.message}`);
    }
    return "";
  }
}

function readLogin(section: Section): Login | null {
  const [username, password] = [section.secret("username"), section.secret("password")];
  if (username !== null && password !== null) return { username, password };
  if (username !== null && !hasPassword(section)) {
    section.tell(["username"], 'has no password; give "password_file"');
  }
  if (password !== null) section.tell(["password"], 'has no user; give "username"');
  return null;
}

function hasPassword(section: Section): boolean {
  return section.has("password") || section.has("password_file");
}
