/**
 * Connections that the router answered itself although they were sent to somebody behind it: REDIRECT. To which of
 * its ports is on no wire, but who answered shows: a host whose packets come through the router has a TTL that the
 * router has lowered, and these answers have one as it was sent, from the router's own MAC address. What only was lost
 * outside, or was answered by another box on the inside, does not look like that.
 */
import type { Answered } from "../facts/nat-report.ts";
import type { Began } from "./began.ts";
import type { Clock } from "./clock.ts";
import type { Collector } from "./collect.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { Begins } from "./invariants.ts";
import { answerTime, isFresh, type Passed } from "./passed.ts";

/** What is left of doubt: a proxy that pretends to be the router, or is in it without translating (TPROXY). */
const DOUBT = 0.1;
const MORE = 2;
const LESS = 0.5;
/** An answer that took less than this share of the quickest one through the router did not go there. */
const QUICK = 0.5;

/** Connections one after the other with the same tuple, which the router answered. */
export interface Redirect {
  conversations: number[];
  /** Direction of who began. */
  direction: number;
  /** Word of the IPv4 address that the router has on the inside; null: not known. */
  router: number | null;
}

export class Redirects {
  readonly all: Redirect[] = [];
  private readonly byTuple = new Map<number, Redirect>();
  private readonly conversations = new Set<number>();

  /** @param outside null: one capture holds both sides */
  constructor(
    private readonly f: Fingerprints,
    private readonly passed: Passed,
    private readonly inside: Collector,
    private readonly outside: Collector | null,
    private readonly clock: Clock | null,
  ) {}

  /** @param isLeft which conversations have no partner, and no candidate for one */
  find(began: Began, routers: ReadonlySet<number>, isLeft: (c: number) => boolean): void {
    const { f } = this;
    for (let c = 0; c < f.size; c++) {
      if (f.outside(c)) break;
      if (f.packets(c, 0) === 0 || f.packets(c, 1) === 0 || !isLeft(c)) continue;
      for (let direction = 0; direction < 2; direction++)
        if (this.isAnswered(c, direction ^ 1, routers) && began.alone(c) === direction)
          this.add(c, direction);
    }
  }

  has = (c: number): boolean => this.conversations.has(c);

  /** @param back direction of the answers */
  private isAnswered(c: number, back: number, known: ReadonlySet<number>): boolean {
    const { f, passed } = this;
    const [tenant, host, v6] = [f.tenant(c), f.address(c, back), f.v6(c)];
    if (!passed.isElsewhere(tenant, host, v6) || !passed.tellsByTtl(tenant, host, v6)) return false;
    if (v6 === 0 && known.has(host)) return false;
    if (!isFresh(f.ttl(c, back)) || !f.oneTtl(c, back) || isRefused(f, c, back)) return false;
    const routers = passed.isRouters(tenant, f.link(c, back));
    // One capture holds what is passed on twice, with two TTLs; and what comes from outside to the router itself.
    return this.outside === null ? routers === true && f.oneTtl(c, back ^ 1) : routers !== false;
  }

  private add(c: number, direction: number): void {
    const { f } = this;
    this.conversations.add(c);
    const key = 2 * f.key(c) + direction;
    const known = this.byTuple.get(key);
    if (known !== undefined) {
      known.conversations.push(c);
      return;
    }
    const mac = f.link(c, direction ^ 1);
    const router = f.v6(c) === 0 && mac !== 0 ? this.inside.neighbours.addressOf(f.tenant(c), mac) : null;
    const found = { conversations: [c], direction, router };
    this.byTuple.set(key, found);
    this.all.push(found);
  }

  /** What speaks for it. */
  evidence({ conversations: [c], direction }: Redirect): Answered {
    const { f, passed, clock, outside } = this;
    const back = direction ^ 1;
    const [tenant, host, v6] = [f.tenant(c), f.address(c, back), f.v6(c)];
    const microseconds = (time: number) => (Number.isFinite(time) ? Number((time / 1e3).toFixed(1)) : null);
    const at = clock === null ? f.begin(c) : clock.at(f.begin(c));
    return {
      ttl: f.ttl(c, back),
      passed_ttl: passed.ttl(tenant, host, v6),
      router_mac: passed.isRouters(tenant, f.link(c, back)),
      covered: outside === null || (at >= outside.first && at <= outside.last),
      answer_us: microseconds(answerTime(f, c, back)),
      passed_us: microseconds(passed.quickest(tenant, host, v6)),
    };
  }
}

/** Nobody answered but to refuse. */
function isRefused(f: Fingerprints, c: number, back: number): boolean {
  const shown = f.begins(c, back);
  return f.error(c) !== 0 || ((shown & Begins.reset) !== 0 && (shown & Begins.synAck) === 0);
}

export function confidenceOf(e: Answered): number {
  const quick = e.answer_us !== null && e.passed_us !== null && e.answer_us < QUICK * e.passed_us;
  const doubt = DOUBT * (e.router_mac === null ? MORE : 1) * (e.covered ? 1 : MORE) * (quick ? LESS : 1);
  return Number((1 - doubt).toFixed(6));
}
