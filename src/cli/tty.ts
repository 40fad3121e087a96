/**
 * What we and packages take from node:tty, when it is called. The build puts this in its place: to import the whole
 * loads sockets and streams, whether there is a terminal or not.
 */
type Tty = typeof import("node:tty");

export const isatty: Tty["isatty"] = (fd) => process.getBuiltinModule("node:tty").isatty(fd);
export default { isatty };
