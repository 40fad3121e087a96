/**
 * A picture of a report: text with ANSI colours to SVG, for README.md. Knows nothing of what the text says.
 */

const FONTS = "ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace";
const FONT_SIZE = 13;
/** A column of the usual monospace fonts, in parts of the font's size. */
const ADVANCE = 0.602;
const LINE = 18;
const MARGIN = 16;
const INK = "#d6dbe4";
const PAPER = "#161b22";
const COLORS: Readonly<Record<number, string>> = {
  31: "#ff7b72",
  32: "#7ee787",
  33: "#e3b341",
  34: "#79c0ff",
  35: "#d2a8ff",
  36: "#76e3ea",
};

interface Style {
  bold: boolean;
  dim: boolean;
  underline: boolean;
  color: number | null;
}

const PLAIN: Style = { bold: false, dim: false, underline: false, color: null };

/** The style after a code of ECMA-48's SGR. @throws Error at one that has no picture */
function after(style: Style, code: number): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 24) return { ...style, underline: false };
  if (code === 39) return { ...style, color: null };
  if (code in COLORS) return { ...style, color: code };
  throw new Error(`no picture of SGR ${code}`);
}

const escaped = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

function attributes({ bold, dim, underline, color }: Style): string {
  return [
    color === null ? "" : ` fill="${COLORS[color]}"`,
    bold ? ' font-weight="bold"' : "",
    dim ? ' opacity="0.65"' : "",
    underline ? ' text-decoration="underline"' : "",
  ].join("");
}

/** @param text lines with ANSI colours @returns an SVG file, the same for the same text */
export function picture(text: string): string {
  let style = PLAIN;
  let columns = 0;
  const lines = text.trimEnd().split("\n");
  const drawn = lines.map((line, i) => {
    let spans = "";
    let width = 0;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them
    for (const part of line.split(/(\u001b\[\d+m)/)) {
      const code = part.startsWith("\u001b") ? Number(part.slice(2, -1)) : null;
      if (code !== null) style = after(style, code);
      else if (part !== "") {
        const look = attributes(style);
        spans += look === "" ? escaped(part) : `<tspan${look}>${escaped(part)}</tspan>`;
        width += [...part].length;
      }
    }
    columns = Math.max(columns, width);
    return spans === "" ? "" : `<text x="${MARGIN}" y="${MARGIN + FONT_SIZE + i * LINE}">${spans}</text>\n`;
  });
  const width = Math.ceil(columns * FONT_SIZE * ADVANCE) + 2 * MARGIN;
  const height = lines.length * LINE + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` font-family="${FONTS}" font-size="${FONT_SIZE}" fill="${INK}" xml:space="preserve">\n`,
    `<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>\n`,
    ...drawn,
    "</svg>\n",
  ].join("");
}
