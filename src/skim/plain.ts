/** Of which packets the flow cache makes layouts: all of such a packet is headers that look alike in many of them. */
import { udpPort, udpSourcePort } from "../core/demux.ts";
import { type LayerStack, MAX_LAYERS, Pending, Stop } from "../core/stack.ts";
import { type Steady, type SteadyOf, steadyAt } from "../core/steady.ts";
import { protocols } from "../protocols/registry.ts";

/** What is steady in headers of a protocol, and, as far as they came in one piece, in its frames. */
export const steadyOf = (number: number): SteadyOf | undefined =>
  protocols[number]?.steady ?? protocols[number]?.steadyWhole;

/** By number: some of its headers are steady. */
const steady = Uint8Array.from(protocols, (_, number) => (steadyOf(number) === undefined ? 0 : 1));

/** Of its headers and where they stand behind `at`. */
export function hashOf(at: number, { n, proto, off }: LayerStack): number {
  let hash = n;
  for (let i = 0; i < n; i++) hash = Math.imul(hash ^ proto[i] ^ ((off[i] - at) << 8), 0x9e3779b1);
  return hash;
}

function allSteady({ n, proto }: LayerStack): boolean {
  for (let i = 0; i < n; i++) if (steady[proto[i]] === 0) return false;
  return true;
}

/** Nothing in it hangs on other packets, and all of it is headers that were read to their end and may be steady. */
export const isPlain = (s: LayerStack): boolean => s.wholeFrame === 0 && isSteady(s);

/** The same of a frame that came in one piece, in no tunnel: others may hang on it. */
export const isWholeFrame = (s: LayerStack): boolean =>
  s.wholeFrame === 1 && s.wholeFrames === 1 && isSteady(s);

function isSteady(s: LayerStack): boolean {
  return (
    s.stop === Stop.none &&
    s.pending === Pending.none &&
    s.connection === 0 &&
    s.refused === 0 &&
    s.handed === 0 &&
    s.n < MAX_LAYERS &&
    !isEmpty(s) &&
    allSteady(s)
  );
}

/** A header that carries nothing looks like those that carry something, and something else follows. */
function isEmpty(s: LayerStack): boolean {
  if (s.pos < s.lim) return false;
  const last = s.n - 1;
  if (s.ip === last) return true;
  return (
    s.l4 === last && s.ipProto === UDP && (udpPort[s.ports & 0xffff] | udpSourcePort[s.ports >>> 16]) !== 0
  );
}

const UDP = 17;

/** What is steady in each header; null if one of them has to be dissected. */
export function steadiesOf(d: DataView, s: LayerStack): Steady[] | null {
  const found: Steady[] = [];
  for (let i = 0; i < s.n; i++) {
    const own = steadyAt(steadyOf(s.proto[i]), d, s.off[i]);
    if (own === null) return null;
    found.push(own);
  }
  return found[s.n - 1].last === true ? found : null;
}
