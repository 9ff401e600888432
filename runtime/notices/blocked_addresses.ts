import { BlockList } from "node:net";

/**
 * Addresses at which no receiver of notices lives, but what a machine tells about itself to whoever asks: the
 * metadata services of clouds, and all that is link-local. Also this host by 0.0.0.0, and multicast. The forms in
 * which IPv6 writes IPv4 addresses are among them. Loopback and private networks are not: receivers live there.
 */
export const BLOCKED_ADDRESSES: BlockList = new BlockList();

const SUBNETS = [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["224.0.0.0", 3], // To the end: multicast, and what has no use.
  ["::", 128],
  ["::169.254.0.0", 112], // IPv6 writes IPv4 addresses in several ways; the list knows ::ffff: itself.
  ["64:ff9b::0.0.0.0", 104],
  ["64:ff9b::169.254.0.0", 112],
  ["64:ff9b::224.0.0.0", 99],
  ["fe80::", 10],
  ["ff00::", 8],
] as const;

/** Metadata services beside 169.254.169.254: of Alibaba, Azure, Oracle, Amazon and Google. */
const ADDRESSES = [
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "fd00:ec2::254",
  "fd20:ce::254",
];

for (const [net, bits] of SUBNETS) BLOCKED_ADDRESSES.addSubnet(net, bits, toFamily(net));
for (const address of ADDRESSES) BLOCKED_ADDRESSES.addAddress(address, toFamily(address));

/** Whether a host's name is that of a metadata service: what can be told of it before it is looked up. */
export function isBlockedName(name: string): boolean {
  return NAMES.includes(name.toLowerCase().replace(/\.$/, ""));
}

/** Of Google and Amazon. */
const NAMES: readonly string[] = [
  "metadata",
  "metadata.goog",
  "metadata.google.internal",
  "instance-data",
  "instance-data.ec2.internal",
];

/** Whether an IP address is one of {@linkcode BLOCKED_ADDRESSES}; of an IPv6 one without its zone. */
export function isBlockedAddress(address: string): boolean {
  const [plain = ""] = address.split("%", 1);
  return BLOCKED_ADDRESSES.check(plain, toFamily(plain));
}

function toFamily(address: string): "ipv4" | "ipv6" {
  return address.includes(":") ? "ipv6" : "ipv4";
}
