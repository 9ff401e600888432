import { ConfigError } from "../../core/errors.ts";
import { toReason } from "../reason.ts";
import { toAddress } from "../address.ts";
import { toUrlAddress } from "../servers.ts";
import { parseYaml, type YamlFile } from "../yaml_file.ts";
import { type ParsedReceivers, parseReceivers } from "./parse_receivers.ts";
import type { Channel, Receivers } from "./receiver.ts";

/** What who tells receivers may touch. */
export interface ReceiverGrants {
  /** The file of receivers, and those that it names. */
  readonly read: readonly string[];
  /** `host:port` of every receiver and the heartbeat. */
  readonly net: readonly string[];
}

/** Reads a file of receivers and the secrets that it names. Throws ConfigError with all that is wrong. */
export function readReceivers(path: string): Receivers {
  const { receivers, faults } = readFile(path);
  if (faults.length === 0) return receivers;
  throw toConfigError(faults);
}

/**
 * The names of the receivers of a file, sound or not, without looking at any secret. Throws ConfigError where it
 * cannot be read; what else is wrong with it is told by {@linkcode readReceivers}.
 */
export function readReceiverNames(path: string): string[] {
  const { value, faults } = readYaml(path);
  if (faults.length > 0) throw toConfigError(faults);
  const { receivers } = Object(value) as { readonly receivers?: unknown };
  return (Array.isArray(receivers) ? receivers : []).flatMap((item) => {
    const { name } = Object(item) as { readonly name?: unknown };
    return typeof name === "string" ? [name] : [];
  });
}

/** What is to be granted for it. What is wrong with it is told by who reads it. */
export function findReceiverGrants(path: string): ReceiverGrants {
  const { receivers: { receivers, heartbeat }, files } = readFile(path);
  const channels = receivers.map(({ channel }) => toChannelAddress(channel));
  const net = [...channels, ...heartbeat === null ? [] : [toUrlAddress(heartbeat.url)]];
  return { read: [...new Set([path, ...files])], net: [...new Set(net)] };
}

/** `host:port` of a receiver. */
export function toChannelAddress(channel: Channel): string {
  return channel.type === "email"
    ? toAddress(channel.host, channel.port)
    : toUrlAddress(channel.url);
}

function toConfigError(faults: readonly string[]): ConfigError {
  return new ConfigError(faults.map((problem) => ({ key: "ALERT_RECEIVERS", problem })));
}

function readFile(path: string): ParsedReceivers {
  try {
    return parseReceivers(readText(path), path, readText);
  } catch (error) {
    const nothing = { receivers: { receivers: [], heartbeat: null }, files: [] };
    return { ...nothing, faults: [toUnread(path, error)] };
  }
}

function readYaml(path: string): Pick<YamlFile, "value" | "faults"> {
  try {
    return parseYaml(readText(path), path);
  } catch (error) {
    return { value: undefined, faults: [toUnread(path, error)] };
  }
}

function toUnread(path: string, error: unknown): string {
  return `"${path}" cannot be read: ${toReason(error)}`;
}

function readText(path: string): string {
  const { isFile, size } = Deno.statSync(path);
  if (!isFile) throw new Error("it is no file");
  if (size > FILE_BYTES_MAX) throw new Error(`it is over ${FILE_BYTES_MAX} bytes`);
  return Deno.readTextFileSync(path);
}

const FILE_BYTES_MAX = 1024 * 1024;
