/**
 * A filter that lets through all that another one might when packets are shown, though it asks about each by itself:
 * messages that take several segments are not put together for it. Enough is let through where something of every
 * conversation is of which the other one lets something through.
 */
import { tcpApp } from "../core/demux.ts";
import { framings, protocols } from "../protocols/registry.ts";
import { compileFilter, type Filter } from "./compile.ts";
import { named } from "./names.ts";

/** It says how long its messages are, and nothing else comes on a connection on which it was found. */
const isAlone = (number: number): boolean => protocols[number]?.keeps === true;
const hasMessages = (number: number): boolean => protocols[number]?.message !== undefined;
const isGuessed = (number: number): boolean => protocols[number]?.guessedOver?.includes("tcp") === true;

/** What is asked to be carried elsewhere: behind it all may follow. */
const TUNNELS = ["socks", 'http.request.method == "CONNECT"'];
/** Hides TLS, which only showing it brings to light. */
const [TLS, QUIC] = ["tls", "quic"];
/** What was shown before hangs on what was let through. */
const DISPLAYED = /time_delta_displayed/;

/** @returns null: all may have to be shown to tell */
export function widerThan(filter: Filter): Filter | null {
  const { text, needsExtension, alike } = filter;
  if (alike === null || DISPLAYED.test(text)) return null;
  if (!needsExtension) return filter;
  const { wanted } = alike;
  if (wanted === null) return null;
  const names = [...wanted.keys()].flatMap((number) => (wanted[number] === 1 ? nameOf(number) : []));
  if (names.some((name) => named(name) === null)) return null;
  // What follows a message in its segment, or one that begins with what looked like somebody else's, is looked at anew.
  const others = [...protocols.keys()].filter((number) => hasMessages(number) && !isAlone(number));
  const guessed = others.filter(isGuessed).flatMap(nameOf);
  const ports = [...tcpApp.keys()].filter(
    (port) => wanted[tcpApp[port]] === 1 || others.includes(tcpApp[port]),
  );
  const hidden = names.includes(TLS) ? [QUIC] : [];
  const terms = [
    ...new Set([`(${text})`, ...names, ...guessed, ...hidden, ...TUNNELS]),
    `tcp.port in {${[...new Set([...ports, ...framings.keys()])].join()}}`,
  ];
  return compileFilter(terms.join(" || "));
}

const nameOf = (number: number): string[] => {
  const name = protocols[number]?.name;
  return name === undefined ? [] : [name];
};
