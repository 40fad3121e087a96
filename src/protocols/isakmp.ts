// Internet Key Exchange: ISAKMP header of version 1 (RFC 2408 section 3.1) and version 2 (RFC 7296 section 3.1).
//
//  0                   8                   16   17   18   19   20             24             28
// +-------------------+-------------------+----+----+----+----+--------------+--------------+---------
// | initiator SPI     | responder SPI     |next|ver |exch|flag| message id   | length       | payloads
// +-------------------+-------------------+----+----+----+----+--------------+--------------+---------

import { bytes, flag, u8, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor } from "./common/cursor.ts";
import { payloadFields } from "./common/ike-fields.ts";
import { tellPayloads } from "./common/ike-payloads.ts";
import { PAYLOADS } from "./common/ike-values.ts";
import { once } from "./common/located.ts";

const VERSION_1: Readonly<Record<number, string>> = {
  0: "NONE",
  1: "Base",
  2: "Identity Protection (Main Mode)",
  3: "Authentication Only",
  4: "Aggressive",
  5: "Informational",
  6: "Transaction (Config Mode)",
  32: "Quick Mode",
  33: "New Group Mode",
};
const VERSION_2: Readonly<Record<number, string>> = {
  34: "IKE_SA_INIT",
  35: "IKE_AUTH",
  36: "CREATE_CHILD_SA",
  37: "INFORMATIONAL",
  38: "IKE_SESSION_RESUME",
};
const LEN = 28;
const LENGTH_AT = 24;
/** Of version 1: all behind the header is. */
const ENCRYPTED = 0x01;
const INITIATOR = 0x08;
const RESPONSE = 0x20;

export const isakmp: Protocol = {
  name: "isakmp",
  title: "Internet Security Association and Key Management Protocol",
  reference: "RFC 7296, 3.1; RFC 2408, 3.1",
  get fields() {
    return fields();
  },
  claims: { "udp.app": [500] },
  accepts: (d, o, lim, s) => o + LEN <= s.wire && (o + LEN > lim || d.getUint32(o + 24) >= LEN),
  parse: atLeast(LEN),
  info: ({ data }) => {
    const exchange = data.getUint8(18);
    if (data.getUint8(17) >> 4 !== 2) return VERSION_1[exchange] ?? `Unknown ${exchange}`;
    const flags = data.getUint8(19);
    const role = (flags & INITIATOR) !== 0 ? "Initiator" : "Responder";
    const turn = (flags & RESPONSE) !== 0 ? "Response" : "Request";
    const id = data.getUint32(20).toString().padStart(2, "0");
    return `${VERSION_2[exchange] ?? `Unknown ${exchange}`} MID=${id} ${role} ${turn}`;
  },
  locate: ({ data, wireLength }, add) => {
    const length = data.getUint32(LENGTH_AT);
    // Nothing of a message is read that is not all there.
    if (length > data.byteLength) {
      if (length <= wireLength) throw new RangeError("a message that is cut");
      return;
    }
    const version = data.getUint8(17) >> 4;
    const c = new Cursor(data, add, LEN, length);
    if (version === 1 && (data.getUint8(19) & ENCRYPTED) !== 0) {
      if (c.left > 0) c.tell("isakmp.enc.data", c.left);
    } else tellPayloads(c, data.getUint8(16), version === 2 ? 2 : 1);
  },
  parts: (data): Record<string, number> => (data.getUint8(17) >> 4 === 2 ? { two: 0 } : { one: 0 }),
};

const fields = once(() => [
  bytes(0, 8, "isakmp.ispi", "Initiator SPI"),
  bytes(8, 8, "isakmp.rspi", "Responder SPI"),
  u8(16, "isakmp.nextpayload", "Next payload", { values: PAYLOADS }),
  u8(17, "isakmp.version", "Version", { base: "hex" }),
  u8(17, "isakmp.mjver", "MjVer", { mask: 0xf0, base: "hex" }),
  u8(17, "isakmp.mnver", "MnVer", { mask: 0x0f, base: "hex" }),
  u8(18, "isakmp.exchangetype", "Exchange type", { values: { ...VERSION_1, ...VERSION_2 } }),
  u8(19, "isakmp.flags", "Flags", { base: "hex" }),
  flag(19, 1, 0x01, "isakmp.flag_e", "Encryption", { when: "one" }),
  flag(19, 1, 0x02, "isakmp.flag_c", "Commit", { when: "one" }),
  flag(19, 1, 0x04, "isakmp.flag_a", "Authentication", { when: "one" }),
  flag(19, 1, INITIATOR, "isakmp.flag_i", "Initiator", { when: "two" }),
  flag(19, 1, 0x10, "isakmp.flag_v", "Version", { when: "two" }),
  flag(19, 1, RESPONSE, "isakmp.flag_r", "Response", { when: "two" }),
  u32(20, "isakmp.messageid", "Message ID", { base: "hex" }),
  u32(24, "isakmp.length", "Length"),
  ...payloadFields(),
]);
