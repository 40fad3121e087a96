/** Figures of reports: six decimals, the same however they were summed. */
export const round = (x: number): number => Math.round(x * 1e6) / 1e6 + 0;
