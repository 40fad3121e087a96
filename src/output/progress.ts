/** One line about work that is going on. */
import { counted, duration, percent, size } from "./units.ts";

export interface ProgressFigures {
  /** Bytes of files and pipes that were read, and all that there are; 0: nobody knows. */
  bytes: number;
  bytesTotal: number;
  packets: number;
  /** Seconds that it took so far. */
  seconds: number;
}

const left = (seconds: number) => (seconds < 60 ? `${seconds} s` : duration(seconds));

/** "1.20 GB of 4.00 GB (30.0 %), 5,200,000 packets, 480 MB/s, 6 s left", cut at `width` columns. */
export function progressLine(
  { bytes, bytesTotal, packets, seconds }: ProgressFigures,
  width: number,
): string {
  const speed = seconds > 0 ? bytes / seconds : 0;
  const known = bytesTotal >= bytes && bytesTotal > 0;
  const parts = [
    known ? `${size(bytes)} of ${size(bytesTotal)} (${percent(bytes / bytesTotal)})` : `${size(bytes)}`,
    counted(packets, "packet"),
    `${size(speed)}/s`,
    ...(known && speed > 0 ? [`${left(Math.ceil((bytesTotal - bytes) / speed))} left`] : []),
  ];
  return parts.join(", ").slice(0, Math.max(0, width));
}
