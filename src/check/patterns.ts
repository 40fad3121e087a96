/** Names of figures and subjects as people write them: short, and with wildcards. */

const ESCAPED = /[.+^${}()|[\]\\]/g;

/** `*` stands for any text, `?` for one character; all else for itself. */
export function glob(pattern: string): (text: string) => boolean {
  const source = pattern.replace(ESCAPED, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  const form = new RegExp(`^${source}$`, "s");
  return (text) => form.test(text);
}

/**
 * A name of one or several figures. Parts in the middle may be left out: `entropy.bits` stands for
 * `entropy.packets.five_tuple.bits` and its eleven likes, `malformed` for `by_reason.malformed`. The last part
 * is always the last: `packets` is not `entropy.packets.ip.bits`. Who names a figure in full means no other.
 */
export function figurePattern(pattern: string): (names: readonly string[]) => string[] {
  const parts = pattern.split(".").map(glob);
  const fits = (name: string): boolean => {
    const words = name.split(".");
    let at = words.length - 1;
    for (let part = parts.length - 1; part >= 0; part--) {
      if (part < parts.length - 1) while (at >= 0 && !parts[part](words[at])) at--;
      if (at < 0 || !parts[part](words[at])) return false;
      at--;
    }
    return true;
  };
  return (names) => (names.includes(pattern) ? [pattern] : names.filter(fits));
}
