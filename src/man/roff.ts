/**
 * From text with a few of Markdown's marks to man(7): paragraphs, `- ` lists, fences of three backticks around
 * examples, **bold** and `literal`.
 */

/** No letter of the text is a command of roff's; dashes are those that are typed. */
export function escaped(text: string): string {
  return text
    .replace(/\\/g, "\\e")
    .replace(/-/g, "\\-")
    .replace(/~/g, "\\(ti")
    .replace(/\^/g, "\\(ha")
    .replace(/`/g, "\\(ga")
    .replace(/^([.'])/gm, "\\&$1");
}

/** Marks inside of a line. */
export function inline(text: string): string {
  return text
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .map((part) => {
      if (part.startsWith("**")) return `\\fB${escaped(part.slice(2, -2))}\\fR`;
      return part.startsWith("`") ? `\\fB${escaped(part.slice(1, -1))}\\fR` : escaped(part);
    })
    .join("");
}

/** As it stands, indented. */
export const example = (text: string): string => `.PP\n.RS 4\n.nf\n${escaped(text.trimEnd())}\n.fi\n.RE\n`;

/** What is explained, and the explanation. */
export const tagged = (tag: string, text: string): string => `.TP\n${tag}\n${text}\n`;

/** Blocks of text, apart by empty lines. */
export function roff(text: string): string {
  return text
    .trim()
    .split(/\n{2,}/)
    .map(block)
    .join("");
}

const unwrapped = (text: string) => text.replace(/\n\s*/g, " ");

function block(text: string): string {
  if (text.startsWith("```")) return example(text.replace(/^```.*\n|\n?```$/g, ""));
  if (!text.startsWith("- ")) return `.PP\n${inline(unwrapped(text))}\n`;
  return text
    .split(/\n(?=- )/)
    .map((item) => listed(unwrapped(item.slice(2))))
    .join("");
}

/** `**Term**: text` hangs below its term; else a bullet. */
function listed(item: string): string {
  const [, term, text] = /^(\*\*[^*]+\*\*(?:, \*\*[^*]+\*\*)*): (.*)$/.exec(item) ?? [];
  return term === undefined ? `.IP \\(bu 2\n${inline(item)}\n` : tagged(inline(term), inline(text));
}
