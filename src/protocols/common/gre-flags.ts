/** The first word of GRE headers (RFC 2784, 2; RFC 2890, 2), which NVGRE has too. */
import { flag, u16 } from "../../core/fields.ts";

export const greFlagFields = [
  u16(0, "gre.flags_and_version", "Flags and Version", { base: "hex" }),
  flag(0, 2, 0x8000, "gre.flags.checksum", "Checksum Bit"),
  flag(0, 2, 0x4000, "gre.flags.routing", "Routing Bit"),
  flag(0, 2, 0x2000, "gre.flags.key", "Key Bit"),
  flag(0, 2, 0x1000, "gre.flags.sequence_number", "Sequence Number Bit"),
  flag(0, 2, 0x0800, "gre.flags.strict_source_route", "Strict Source Route Bit"),
  u16(0, "gre.flags.recursion_control", "Recursion control", { mask: 0x0700 }),
  u16(0, "gre.flags.reserved", "Flags (Reserved)", { mask: 0x00f8 }),
  u16(0, "gre.flags.version", "Version", { mask: 0x0007 }),
];
