/** The recorder of those who only watch. */
import { type LayerStack, Stop } from "../core/stack.ts";
import { Recorder } from "../facts/recorder.ts";

/** Finds out in which tunnel a packet is, and records nothing. */
export class NodeRecorder extends Recorder {
  /** Somebody wants to know. */
  tells = true;

  override packet(d: DataView, s: LayerStack, bytes: number): number {
    this.node = -1;
    if (!this.tells) return -1;
    if (s.stop !== Stop.none && this.isNobodys(s, 1, bytes)) return -1;
    this.node = s.tunnels === 0 ? 0 : this.table.interner.chain(d, s, s.tunnels, 0);
    return -1;
  }

  override nodeOf(d: DataView, s: LayerStack): number {
    return this.tells ? super.nodeOf(d, s) : -1;
  }

  override row(): number {
    return -1;
  }
}
