/** Files that are shorter, in bytes, are read sooner than a thread has started. */
export const WORTH_A_THREAD = 128 << 20;
