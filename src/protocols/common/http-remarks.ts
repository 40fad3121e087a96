/** What is remarkable about messages of HTTP/1.x. */
import type { Layer } from "../../core/layer.ts";
import type { Tell } from "../../core/severity.ts";
import { stringAt } from "../../core/values.ts";
import { lineAt } from "./cursor.ts";
import { bodyFault } from "./http-kind.ts";
import { said } from "./located.ts";

const OPEN_TEXT =
  "Unencrypted HTTP protocol detected over encrypted port, could indicate a dangerous misconfiguration.";

export const httpRemarkFields = [
  said("chat", "sequence", "http.chat", "Formatted text"),
  said("warning", "security", "http.tls_port", OPEN_TEXT),
  said("warning", "undecoded", "http.decompression_failed", "Decompression failed"),
  said(
    "note",
    "malformed",
    "http.subdissector_failed",
    "HTTP body subdissector failed, trying heuristic subdissector",
  ),
];

/** How a line ends, by the bytes of its end: none where it was cut. */
const ENDS = ["", "\\n", "\\r\\n"];
/** HTTP over TLS. */
const SECURE_PORT = 443;

export function httpRemarks(layer: Layer, tell: Tell): void {
  const { data, wireLength } = layer;
  const tcp = layer.below("tcp");
  if ([tcp?.get("tcp.srcport"), tcp?.get("tcp.dstport")].includes(SECURE_PORT)) tell("http.tls_port");
  if (layer.get("http.request.method") === undefined && layer.get("http.response") === undefined) return;
  const { length, next } = lineAt(data, 0, data.byteLength);
  tell("http.chat", `${stringAt(data, 0, length)}${ENDS[next - length]}`);
  if (data.byteLength < wireLength) return;
  const fault = bodyFault(data, 0, data.byteLength);
  if (fault !== undefined) tell(fault);
}
