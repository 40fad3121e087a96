/**
 * Columns that a text takes on a terminal, for the help. The build puts this in the place of the package
 * string-width, whose tables of emoji took longer to load than a small capture takes to read.
 */

/** Nothing is drawn for it, or it is drawn into the column before: controls, combining marks, joiners. */
const INVISIBLE = /^[\p{Cc}\p{Mn}\p{Me}\p{Cf}]$/u;
/** The colours of a text: control sequences (ECMA-48). */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, "g");
/** East Asian Width "wide" and "fullwidth" (UAX #11): Hangul, CJK, kana, fullwidth forms. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/;
/** Most texts. */
const ASCII = /^[ -~]*$/;

export default function stringWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const letter of text.replace(COLOURS, "")) {
    // Beyond the first plane there are ideographs and emoji.
    if (!INVISIBLE.test(letter)) width += letter.length === 2 || WIDE.test(letter) ? 2 : 1;
  }
  return width;
}
