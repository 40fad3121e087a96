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

export const syslog: Protocol = {
  name: "syslog",
  title: "Syslog message",
  reference: "RFC 5424, 6",
  fields: [
    num(1, "syslog.facility", "Facility"),
    num(1, "syslog.level", "Level"),
    str("syslog.msg", "Message"),
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
  if (c.left > 0) c.tell("syslog.msg", c.left, message);
}
