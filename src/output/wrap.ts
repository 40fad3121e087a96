/** A space that may become a line break: not the one between a figure and its unit. */
const BREAK = / (?!(?:%|[kMGTP]?B|[kMGT]?bit\/s|[n\u00b5m]?s|min|h|d)(?![\w]))/;

/** Breaks a text into lines of at most `width` characters; a single longer word (an address) stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(BREAK)) {
    if (line !== "" && [...line].length + 1 + [...word].length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
