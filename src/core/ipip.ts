// IP in IP: RFC 2003 (protocol 4), RFC 2473 and RFC 4213 (protocol 41). There is no header of its own between
// the two IP headers, so no layer and no fields: only the kind of encapsulation, shared by both IP versions.
import { encapsulation } from "./encapsulations.ts";

export const IPIP = encapsulation({ name: "ipip", title: "IP-in-IP", entropy: null, hash: null });
