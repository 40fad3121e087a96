import { Chalk } from "chalk";

/** Paints a text, or gives it back as it is. */
export type Paint = (text: string) => string;

/** What a piece of text means; how it looks is decided here alone. */
export interface Theme {
  /** It gives every text back as it is. */
  isPlain: boolean;
  heading: Paint;
  tenant: Paint;
  /** The figures that matter most. */
  number: Paint;
  good: Paint;
  warn: Paint;
  bad: Paint;
  /** Neither good nor bad. */
  info: Paint;
  /** Column heads, explanations, and what is rarely looked at. */
  dim: Paint;
  /** Paints a text in the colour of a tenant, or of a protocol: the same name, the same colour. */
  tenantName: PaintAs;
  protocol: PaintAs;
}

/** Paints `text` as belongs to `name`. */
export type PaintAs = (name: string, text: string) => string;

/** What Wireshark's users know by colour; the rest stays as it is. */
const PROTOCOL_COLORS: Readonly<Record<string, "red" | "green" | "yellow" | "blue" | "magenta" | "cyan">> = {
  ARP: "yellow",
  STP: "yellow",
  ICMP: "magenta",
  ICMPv6: "magenta",
  IGMP: "magenta",
  TCP: "green",
  HTTP: "green",
  TLS: "green",
  SSH: "green",
  UDP: "blue",
  DNS: "cyan",
  DHCP: "cyan",
  STT: "red",
};

/** With `color` false every role gives its text back unchanged. Only the sixteen basic colours are used. */
export function createTheme(color: boolean): Theme {
  const c = new Chalk({ level: color ? 1 : 0 });
  const tenantPaints = [c.cyan, c.green, c.yellow, c.blue, c.magenta, c.red];
  const tenantPaint = (name: string) => tenantPaints[sum(name) % tenantPaints.length];
  return {
    isPlain: !color,
    heading: c.bold.underline,
    tenant: c.bold,
    number: c.bold,
    good: c.green,
    warn: c.yellow,
    bad: c.red,
    info: (text) => text,
    dim: c.dim,
    tenantName: (name, text) => (name === "native" ? text : tenantPaint(name)(text)),
    protocol: (name, text) => {
      const paint = PROTOCOL_COLORS[name];
      return paint === undefined ? text : c[paint](text);
    },
  };
}

/** A number of the text's own: neighbouring ids get different ones. */
function sum(text: string): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) n = (n * 31 + text.charCodeAt(i)) >>> 0;
  return n;
}

/** A variable that forces colour: unset or empty has no say, "0" and "false" say no. */
function forced(value: string | undefined): boolean | undefined {
  return value ? value !== "0" && value.toLowerCase() !== "false" : undefined;
}

/**
 * Whether to colour: `--color`, then NO_COLOR (non-empty), then FORCE_COLOR or CLICOLOR_FORCE, then whether
 * the output is a terminal that is not dumb. chalk itself knows nothing of NO_COLOR.
 */
export function wantsColor(
  mode: "auto" | "always" | "never",
  env: Readonly<Record<string, string | undefined>>,
  isTTY: boolean,
): boolean {
  if (mode !== "auto") return mode === "always";
  if (env.NO_COLOR) return false;
  return forced(env.FORCE_COLOR) ?? (forced(env.CLICOLOR_FORCE) || (isTTY && env.TERM !== "dumb"));
}
