/** All packets that are written by hand. */
import { bgp } from "./bgp.ts";
import { bgpStates } from "./bgp-states.ts";
import { bridges } from "./bridges.ts";
import { carriers } from "./carriers.ts";
import { certificates } from "./certificates.ts";
import { clocks } from "./clocks.ts";
import { control } from "./control.ts";
import { cut } from "./cut.ts";
import { dccp } from "./dccp.ts";
import { dhcp } from "./dhcp.ts";
import { dialogues } from "./dialogues.ts";
import { distance } from "./distance.ts";
import { exports } from "./exports.ts";
import { fabric } from "./fabric.ts";
import { faults } from "./faults.ts";
import { linkFaults } from "./faults-links.ts";
import { isis } from "./isis.ts";
import { ike2 } from "./keys.ts";
import { management } from "./management.ts";
import { mobile } from "./mobile.ts";
import { names } from "./names.ts";
import { neighbours } from "./neighbours.ts";
import { options } from "./options.ts";
import { ospf } from "./ospf.ts";
import { overlays } from "./overlays.ts";
import type { Made } from "./packets.ts";
import { pfcp } from "./pfcp.ts";
import { redis } from "./redis.ts";
import { reservations } from "./reservations.ts";
import { routes } from "./routes.ts";
import { rpki } from "./rpki.ts";
import { samples } from "./samples.ts";
import { secrets } from "./secrets.ts";
import { services } from "./services.ts";
import { switches } from "./switches.ts";
import { tls } from "./tls.ts";
import { truncated } from "./truncated.ts";
import { ldp, lisp, tunnels } from "./tunnels.ts";
import { unseen } from "./unseen.ts";
import { web } from "./web.ts";
import { wireless } from "./wireless.ts";

export const made: readonly Made[] = [
  ...bgp,
  ...bridges,
  ...dhcp,
  ...isis,
  ...ospf,
  ...tunnels,
  ...lisp,
  ...ldp,
  ...ike2,
  ...names,
  ...clocks,
  ...faults,
  ...management,
  ...mobile,
  ...neighbours,
  ...routes,
  ...options,
  ...overlays,
  ...tls,
  ...certificates,
  ...unseen,
  ...truncated,
  ...redis,
  ...rpki,
  ...carriers,
  ...web,
  ...services,
  ...dialogues,
  ...distance,
  ...exports,
  ...control,
  ...linkFaults,
  ...samples,
  ...bgpStates,
  ...reservations,
  ...switches,
  ...secrets,
  ...fabric,
  ...pfcp,
  ...wireless,
  ...cut,
  ...dccp,
];
