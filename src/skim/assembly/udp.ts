/** UDP conversations: what ../../conversations/conversations.ts says of them where there is no such memory. */
import { BEGUN, close, open, tell } from "./conversation";
import { UDP_STREAMS } from "./facts";

/** Bytes of what is known of one. */
export const DATAGRAMS: usize = 64;

/**
 * Takes a datagram in and tells what is known of its conversation.
 * @param shift where it is told: see OUTER in facts.ts
 * @param used  grows from packet to packet, and from the outermost of its headers to the innermost
 */
export function datagram(c: usize, shift: usize, used: f64, seconds: f64, nanoseconds: i32): void {
  if (load<u8>(c, BEGUN) === 0) {
    store<u8>(c, 1, BEGUN);
    open(c, seconds, nanoseconds, UDP_STREAMS);
  }
  tell(c, shift, used, seconds, nanoseconds);
}

/** Forgets a conversation, which nobody asks for any more. */
export function forgetDatagrams(c: usize): void {
  close(c);
}
