/** What ends the program early, and with which exit code. */

export const Exit = {
  done: 0,
  checkFailed: 1,
  couldNotRun: 2,
  /** Done, but the input is damaged or cut short. */
  damaged: 3,
  interrupted: 130,
} as const;

/** The command line cannot be carried out as it stands: one line, and a hint; without one the command's help is named. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** The result could not be written (the disk is full, …). */
export class OutputError extends Error {}
