// What overshark adds to a packet: whose it is, and what it is a part of. Wireshark has no such names.
import { located } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";

const fields = [
  located("string", 0, "overshark.tenant", "Tenant"),
  located("string", 0, "overshark.proxy", "Through a proxy to"),
  located("string", 0, "overshark.nat", "On the router's other side"),
  located("uint", 2, "overshark.part", "Part"),
  located("uint", 2, "overshark.parts", "Parts of the whole"),
  located("uint", 2, "overshark.part.offset", "Offset in the whole"),
  located("uint", 2, "overshark.part.length", "Length of this part"),
  located("uint", 4, "overshark.frame_id", "Id of the frame or datagram", { base: "hex" }),
  located("uint", 4, "overshark.reassembled_in", "Reassembled in packet"),
];

export const overshark: Protocol = {
  name: "overshark",
  title: "overshark",
  reference: "README",
  fields,
  claims: {},
  parse: () => 0,
  spelling: "",
  locate,
};

function locate({ packet }: Layer, add: Add): void {
  if (packet.tenant !== null) add("overshark.tenant", 0, 0, packet.tenant);
  for (const destination of packet.proxies) add("overshark.proxy", 0, 0, destination);
  if (packet.translation !== null) add("overshark.nat", 0, 0, packet.translation);
  for (const part of packet.partOf) {
    if (part.count > 0) {
      add("overshark.part", 0, 0, part.index);
      add("overshark.parts", 0, 0, part.count);
    }
    add("overshark.part.offset", 0, 0, part.offset);
    add("overshark.part.length", 0, 0, part.length);
    add("overshark.frame_id", 0, 0, part.id >>> 0);
    if (part.reassembledIn > 0) add("overshark.reassembled_in", 0, 0, part.reassembledIn);
  }
}
