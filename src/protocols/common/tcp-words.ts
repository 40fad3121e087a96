/** What the tree says behind numbers of TCP, in Wireshark's words. */
import type { Layer } from "../../core/layer.ts";
import { Part } from "../../core/tcp-remarks.ts";

/** Behind a number that is counted from the first one. */
export const relative =
  (of: string) =>
  ({ conversation }: Layer): string =>
    conversation?.tcp ? `    (relative ${of} number)` : "";

/** In Wireshark's words: the handshake, whether there were data, and how it ended. */
export function completeness(parts: number): string {
  const { syn, synAck, ack, data, fin, reset } = Part;
  const all = syn | synAck | ack;
  const ended = (parts & (fin | reset)) !== 0;
  if ((parts & all) === all && ended)
    return (parts & data) === 0 ? "Complete, NO_DATA" : "Complete, WITH_DATA";
  if ((parts & all) === all) return (parts & data) === 0 ? "Incomplete, ESTABLISHED" : "Incomplete, DATA";
  if (parts === (syn | synAck)) return "Incomplete, CLIENT_ESTABLISHED";
  return parts === syn ? "Incomplete, SYN_SENT" : "Incomplete";
}
