/** Threads that carry out one function each. They are no copies of the program: that would take longer to start. */
import type { Worker } from "node:worker_threads";

const CODE = `require("node:worker_threads").parentPort.once("message", ({ help, task }) =>
  new Function("require", "return " + help)(require)(task))`;

/** Node's part, which one thread alone need not load. */
const start = (): Worker => {
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const worker = new Worker(CODE, { eval: true });
  worker.unref();
  return worker;
};

/** The launcher and the program that it loads each have these lines, and share what they start. */
const KEY = Symbol.for("overshark.helper");
const shared = globalThis as { [KEY]?: Worker | undefined };

/** Starts the thread that `startHelper` takes first, so that it is there by then. */
export function startHelperEarly(): void {
  shared[KEY] = start();
}

/**
 * Has a thread carry out a function.
 * @param help   its text; it takes the task, and may `require`
 * @param failed called if it cannot
 */
export function startHelper(help: string, task: unknown, failed: () => void): void {
  const worker = shared[KEY] ?? start();
  shared[KEY] = undefined;
  worker.on("error", failed);
  worker.postMessage({ help, task });
}
