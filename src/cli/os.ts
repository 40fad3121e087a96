/** As tty.ts, of node:os. */
type Os = typeof import("node:os");

export const availableParallelism: Os["availableParallelism"] = () =>
  process.getBuiltinModule("node:os").availableParallelism();
export const release: Os["release"] = () => process.getBuiltinModule("node:os").release();
export default { availableParallelism, release };
