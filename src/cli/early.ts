/**
 * The first lines that run: whoever launches the program imports them before anything else. Without a listener for
 * SIGUSR1 Node opens a debugger's port, and the rest of the program takes longer to load than Node itself.
 */

/** What a SIGUSR1 does; replaced when there is something to tell. */
export const onSigusr1 = {
  tell: (): void => void process.stderr.write("overshark: nothing was read yet\n"),
};

process.on("SIGUSR1", () => onSigusr1.tell());
