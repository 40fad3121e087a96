/** Progress of long work on standard error, where a person sees it and nobody else. */
import { isatty } from "node:tty";
import type { ReadControl } from "../capture/capture.ts";
import { progressLine } from "../output/progress.ts";
import type { Given } from "./given.ts";
import { errors } from "./streams.ts";

/** Where a terminal says 0, or nothing. */
const DEFAULT_WIDTH = 80;

/** Milliseconds before the first line, and between two. */
const PATIENCE = 1000;
const PAUSE = 250;
const CLEAR = "\r\u001b[K";

/**
 * Shows how far the reading is, from a second on, until `stop`, which takes the line away. Only on a terminal, without
 * -q, and not where CI is set.
 * @param packets how many were read so far
 */
export function showProgress(given: Given, control: ReadControl, packets: () => number): { stop(): void } {
  const { env } = process;
  if (!isatty(2) || given.flag("quiet") || env.CI || env.TERM === "dumb") return { stop() {} };
  const stderr = errors();
  const start = performance.now();
  let shown = false;
  const show = () => {
    const seconds = (performance.now() - start) / 1000;
    const { bytesRead: bytes, bytesTotal } = control;
    const line = progressLine(
      { bytes, bytesTotal, packets: packets(), seconds },
      (stderr.columns || DEFAULT_WIDTH) - 1,
    );
    stderr.write(`${CLEAR}${line}`);
    shown = true;
  };
  let timer: NodeJS.Timeout = setTimeout(() => {
    show();
    timer = setInterval(show, PAUSE);
    timer.unref();
  }, PATIENCE);
  timer.unref();
  return {
    stop() {
      clearTimeout(timer);
      if (shown) stderr.write(CLEAR);
      shown = false;
    },
  };
}
