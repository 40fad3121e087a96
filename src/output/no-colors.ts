/**
 * What chalk finds out of terminals, which nobody asks it: whether there are colours is decided where the options are
 * known. The build puts this in the place of its own, which looks at the terminal, and loads Node's part for that.
 */
export default { stdout: false, stderr: false };
