/** What may be set for a session, and what holds where it is not. */
import type { RowObserver } from "../facts/observer.ts";
import type { Watch } from "./watch.ts";

export interface SessionOptions {
  /** Most rows of the fact table. */
  maxFlows?: number;
  /** Most bytes for open frames and datagrams. */
  reassemblyMemory?: number;
  /** Seconds of capture time. */
  reassemblyTimeout?: number;
  /** A value of GreKey. */
  greKey?: number;
  /** The packets may not be the first of their capture: note in the ledger what depends on those before. */
  partial?: boolean;
  /** The display filter that a part of a capture is read with. */
  only?: string;
  /** Keep the TCP flags of every flow, and tell ICMP's apart by their types. */
  tcpFlags?: boolean;
  /** Whether packets of known flows are told by their bytes; true if not given. For tests. */
  flowCache?: boolean;
  /** Is told what becomes of each packet; then nothing is recorded. */
  watch?: Watch;
  /** Is told of packets and their rows while they are recorded. */
  observer?: RowObserver | undefined;
  /** Names link types that are not dissected. */
  linktypeName?: (n: number) => string;
}

export const DEFAULT_REASSEMBLY_MEMORY = 64 << 20;
export const DEFAULT_REASSEMBLY_TIMEOUT = 30;
export const DEFAULT_MAX_FLOWS = 4_000_000;

/** Those that are not given are as usual. */
export const limitsOf = (options: SessionOptions) => ({
  maxFlows: options.maxFlows ?? DEFAULT_MAX_FLOWS,
  memory: options.reassemblyMemory ?? DEFAULT_REASSEMBLY_MEMORY,
  timeout: options.reassemblyTimeout ?? DEFAULT_REASSEMBLY_TIMEOUT,
});
