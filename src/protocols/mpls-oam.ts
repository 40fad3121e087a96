// Operations and maintenance of a label switched path: behind label 14, the OAM alert label of RFC 3429, stands no
// traffic but one of the packets of ITU-T Y.1711 section 5, 44 bytes long.
//
//  0    1               4     24                    42        44
// +----+---------------+-----+---------------------+---------+
// |func|0, or defect   |TTSI |location or frequency| BIP16   |
// +----+---------------+-----+---------------------+---------+
//
// The trail termination source identifier (TTSI) is a router's and a path's id behind ten zeros and two bytes ff.

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { Tell } from "../core/severity.ts";
import { Cursor, leaf, telling } from "./common/cursor.ts";
import { hexNum, num, said, v4 } from "./common/located.ts";

const FUNCTIONS: Readonly<Record<number, string>> = {
  0: "Reserved",
  1: "CV (Connectivity Verification)",
  2: "FDI (Forward Defect Indicator)",
  3: "BDI (Backward Defect Indicator)",
  4: "Reserved for Performance packets",
  5: "Reserved for LB-Req (Loopback Request)",
  6: "Reserved for LB-Rsp (Loopback Response)",
  7: "FDD (Fast Failure Detection)",
};
const [CV, FDI, BDI, FDD] = [1, 2, 3, 7];
const SHORT: Readonly<Record<number, string>> = { [CV]: "CV", [FDI]: "FDI", [BDI]: "BDI", [FDD]: "FDD" };
const DEFECTS = {
  0: "Reserved",
  257: "dServer",
  258: "dPeerME",
  513: "dLOCV",
  514: "dTTSI_Mismatch",
  515: "dTTSI_Mismerge",
  516: "dExcess",
  767: "dUnknown",
  65535: "Reserved",
};
const FREQUENCIES = {
  0: "Reserved",
  1: "10 ms",
  2: "20 ms",
  3: "50 ms (default value)",
  4: "100 ms",
  5: "200 ms",
  6: "500 ms",
};
const At = { SOURCE: 4, FILL: 14, ROUTER: 16, PATH: 20, BEHIND: 24, SUM: 42, END: 44 } as const;
const DEFECT = 2;
const WORD = 4;
const EXPERIMENTAL = 0xe00;
const TIME_TO_LIVE = 0xff;
const own = <N extends string>(name: N) => `mpls_y1711.${name}` as const;

export const mplsOam: Protocol = {
  name: "mpls_y1711",
  title: "Y.1711 OAM",
  reference: "RFC 3429; ITU-T Y.1711, 5",
  fields: [
    hexNum(1, own("function_type"), "Function Type", { values: FUNCTIONS }),
    hexNum(2, own("defect_type"), "Defect Type", { values: DEFECTS }),
    v4(own("lsr_id"), "LSR ID"),
    num(4, own("lsp_id"), "LSP ID", { signed: true }),
    hexNum(1, own("frequency"), "Frequency", { values: FREQUENCIES }),
    num(4, own("defect_location"), "Defect Location (AS)"),
    hexNum(2, own("bip16"), "BIP16"),
    said(
      "error",
      "malformed",
      own("minimum_payload"),
      "Error: must have a minimum payload length of 44 bytes",
    ),
    said("warning", "protocol", own("exp_bits_not_0"), "Warning: Exp bits should be 0 for Y.1711"),
    said("warning", "protocol", own("ttl_not_1"), "Warning: TTL should be 1 for Y.1711"),
    said("warning", "protocol", own("reserved_not_zero"), "Error: these bytes are reserved and must be 0x00"),
    said("warning", "protocol", own("padding_not_zero"), "Error: these bytes are padding and must be 0x00"),
    said("warning", "protocol", own("padding_not_ff"), "Error: these bytes are padding and must be 0xFF"),
    said("note", "protocol", own("ttsi_not_preset"), "TTSI not preset (optional for FDI/BDI)"),
    said("warning", "protocol", own("unknown_pdu"), "Unknown MPLS Y.1711 PDU"),
  ],
  claims: { "mpls.pw": [3] },
  ...leaf(1),
  // Wireshark has it as a part of what the labels are.
  spelling: "",
  column: "MPLS",
  ...telling(tell),
  remarks,
  // What is shorter is none.
  body: ({ byteLength }) => (byteLength < At.END ? 0 : byteLength),
};

function tell({ data, wireLength }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  const what = c.peek(1);
  say(`MPLS Label Switched Packet (Y.1711: ${SHORT[what] ?? "reserved/unknown"})`);
  if (wireLength < At.END) return;
  c.here(own("function_type"), 1);
  if (SHORT[what] === undefined) return;
  const isDefect = what === FDI || what === BDI;
  if (isDefect) add(own("defect_type"), DEFECT, 2);
  if (!isDefect || !isZero(data, At.SOURCE, At.BEHIND)) {
    add(own("lsr_id"), At.ROUTER, 4);
    add(own("lsp_id"), At.PATH, 4);
  }
  if (isDefect) add(own("defect_location"), At.BEHIND, 4);
  if (what === FDD) add(own("frequency"), At.BEHIND, 1);
  add(own("bip16"), At.SUM, 2);
}

function remarks(layer: Layer, tell: Tell): void {
  const { data, wireLength } = layer;
  if (wireLength < At.END) {
    tell(own("minimum_payload"));
    return;
  }
  // The label right before it.
  const word = new DataView(data.buffer, data.byteOffset - WORD, WORD).getUint32(0);
  if ((word & EXPERIMENTAL) !== 0) tell(own("exp_bits_not_0"));
  if ((word & TIME_TO_LIVE) !== 1) tell(own("ttl_not_1"));
  const what = data.getUint8(0);
  if (SHORT[what] === undefined) {
    tell(own("unknown_pdu"));
    return;
  }
  const isDefect = what === FDI || what === BDI;
  if (!isZero(data, 1, isDefect ? DEFECT : At.SOURCE))
    tell(own("reserved_not_zero"), isDefect ? "Error: this byte is reserved and must be 0x00" : undefined);
  if (isDefect && isZero(data, At.SOURCE, At.BEHIND)) tell(own("ttsi_not_preset"));
  else {
    if (!isZero(data, At.SOURCE, At.FILL)) tell(own("padding_not_zero"));
    if (data.getUint16(At.FILL) !== 0xffff) tell(own("padding_not_ff"));
  }
  const padding = At.BEHIND + (isDefect ? 4 : what === FDD ? 1 : 0);
  if (!isZero(data, padding, At.SUM)) tell(own("padding_not_zero"));
}

function isZero(data: DataView, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (data.getUint8(at) !== 0) return false;
  return true;
}
