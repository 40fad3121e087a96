/** What ends the program early, and with which exit code. */

export const Exit = {
  done: 0,
  checkFailed: 1,
  couldNotRun: 2,
  /** Done, but the input is damaged or cut short. */
  damaged: 3,
  interrupted: 130,
} as const;

export const TRY_HELP = "Try 'overshark --help'.";

/** The command line cannot be carried out as it stands: one line, and a hint. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly hint: string = TRY_HELP,
  ) {
    super(message);
  }
}

/** The result could not be written (the disk is full, …). */
export class OutputError extends Error {}
