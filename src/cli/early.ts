/**
 * The first lines that run: whoever launches the program imports them before anything else. Without a listener for
 * SIGUSR1 Node opens a debugger's port, and the rest of the program takes longer to load than Node itself.
 */

interface Answer {
  /** What a SIGUSR1 does; replaced when there is something to tell. */
  tell: () => void;
}

/** The launcher and the program that it loads each have these lines, and share what they say. */
const KEY = Symbol.for("overshark.sigusr1");
const shared = globalThis as { [KEY]?: Answer };

function listen(): Answer {
  const tell = () => {
    process.stderr.once("error", () => {});
    process.stderr.write("overshark: nothing was read yet\n");
  };
  const answer: Answer = { tell };
  process.on("SIGUSR1", () => answer.tell());
  return answer;
}

shared[KEY] ??= listen();
export const onSigusr1: Answer = shared[KEY];

// What reads beyond a layer's end throws, and in captures that are cut that is often: where it was nobody asks.
if (process.env.OVERSHARK_DEBUG !== "1") Error.stackTraceLimit = 0;
