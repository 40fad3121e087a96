// Syslog, RFC 5424 section 6 and RFC 3164 section 4.1: `<priority>` and a text.

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { Cursor, shown, telling } from "./common/cursor.ts";
import { num, str } from "./common/located.ts";

const FACILITIES =
  "KERN USER MAIL DAEMON AUTH SYSLOG LPR NEWS UUCP CRON AUTHPRIV FTP NTP LOGAUDIT LOGALERT CRON LOCAL0 LOCAL1 LOCAL2 LOCAL3 LOCAL4 LOCAL5 LOCAL6 LOCAL7".split(
    " ",
  );
const LEVELS = "EMERG ALERT CRIT ERR WARNING NOTICE INFO DEBUG".split(" ");

const PARTS = ["hostname", "appname", "procid", "msgid"];
/** Version, time, host, program, process (RFC 5424, 6.2); Wireshark takes all that follows for the message's id. */
const MODERN = /^(\d+) (\S+) (\S+) (\S+) (\S+) (.*)$/s;
const TIME = /^-$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
/** Time, host, program with its process (RFC 3164, 4.1): Wireshark counts its parts as those of a later message. */
const OLD = /^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (\S+) ([^\s:[]+)(.*)$/s;

export const syslog: Protocol = {
  name: "syslog",
  title: "Syslog message",
  reference: "RFC 5424, 6",
  fields: [
    num(1, "syslog.facility", "Facility"),
    num(1, "syslog.level", "Level"),
    str("syslog.msg", "Message"),
    num(1, "syslog.version", "Syslog version"),
    str("syslog.timestamp", "Syslog timestamp"),
    str("syslog.timestamp_rfc3164", "Syslog timestamp (RFC3164)"),
    ...PARTS.map((part) => str(`syslog.${part}`, `Syslog ${part}`)),
  ],
  claims: { "udp.app": [514] },
  parse: () => 0,
  leaf: true,
  column: "Syslog",
  ...telling(tell),
};

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  const text = stringAt(data, 0, Math.min(5, data.byteLength));
  const [head, digits] = /^<(\d{1,3})>/.exec(text) ?? ["", ""];
  if (head !== "") {
    const priority = Number(digits);
    add("syslog.facility", 0, head.length, priority >> 3);
    add("syslog.level", 0, head.length, priority & 7);
    say(`${FACILITIES[priority >> 3] ?? "UNKNOWN"}.${LEVELS[priority & 7]}: `);
  }
  c.at = head.length;
  const message = shown(stringAt(data, c.at, c.left));
  say(message);
  const start = c.at;
  if (c.left === 0) return;
  c.tell("syslog.msg", c.left, message.replace(/(\\000)+$/, ""));
  tellParts(stringAt(data, start, data.byteLength - start), start, add);
}

function tellParts(text: string, start: number, add: Add): void {
  const [, version, time, ...modern] = MODERN.exec(text) ?? [];
  let at = start;
  const part = (name: string, value: string, told: string | number = shown(value)) => {
    add(`syslog.${name}`, at, value.length, told, 1);
    at += value.length + 1;
  };
  if (time !== undefined && TIME.test(time)) {
    part("version", version, Number(version));
    if (time === "-") at += 2;
    else part("timestamp", time);
    for (const [i, value] of modern.entries()) part(PARTS[i], value);
    return;
  }
  const old = OLD.exec(text);
  if (old === null) return;
  part("timestamp_rfc3164", old[1]);
  part("hostname", old[2]);
  part("procid", old[3]);
  at--;
  part("msgid", old[4], shown(old[4]).replace(/(\\000)+$/, ""));
}
