/** Keys of GRE that look like NVGRE's. */
import type { Lead } from "../../core/steady.ts";

/** VSIDs below are reserved (RFC 7637, 3.2), and are what a small key looks like. */
export const FIRST_VSID = 0x1000;

/** Whether a GRE header that could be NVGRE's has such a key, by the upper 16 of its VSID's 24 bits. */
export const vsidLead: Lead = { at: 4, by: new Uint8Array(0x10000).fill(1, FIRST_VSID >> 8) };
