import assert from "node:assert/strict";
import { isBlockedAddress } from "./blocked_addresses.ts";

Deno.test("isBlockedAddress: link-local, metadata, multicast and unspecified ones, however they are written", () => {
  const blocked = [
    ...["169.254.169.254", "169.254.0.1", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.250"],
    ...["255.255.255.255", "100.100.100.200", "168.63.129.16", "192.0.0.192"],
    ...["::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "0:0:0:0:0:ffff:a9fe:a9fe", "::a9fe:a9fe"],
    ...["64:ff9b::a9fe:a9fe", "64:ff9b::6464", "::ffff:0.0.0.0", "::ffff:100.100.100.200", "::"],
    ...["fe80::1", "fe80::1%eth0", "febf::1", "ff02::1", "fd00:ec2::254", "fd00:0ec2:0::0254"],
  ];
  for (const address of blocked) assert.equal(isBlockedAddress(address), true, address);
});

Deno.test("isBlockedAddress: not loopback, private networks, the internet, nor what is no address", () => {
  const free = [
    ...["127.0.0.1", "::1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd00::1"],
    ...["8.8.8.8", "223.255.255.255", "169.253.255.255", "2001:db8::1", "::ffff:127.0.0.1"],
    ...["example.com", ""],
  ];
  for (const address of free) assert.equal(isBlockedAddress(address), false, address);
});
