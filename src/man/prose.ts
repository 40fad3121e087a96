/** What the manual says beyond the tables of commands and options. See roff.ts for the few marks in it. */

export interface Section {
  title: string;
  text: string;
}

/** When the words below were last changed: a page that is made again stays the same. */
export const date = "2026-11-26";

export const description = `
overshark reads captures, sees through IP-in-IP, GRE, NVGRE, VXLAN, Geneve, STT and other tunnels, puts STT frames and IP
fragments together again, and says for every tenant which traffic it has and how well the outer headers let routers spread
it over equal paths.

Without a command it is \`overshark stats\`. A capture is pcap (micro- and nanoseconds, either byte order, and the old variants
that Wireshark knows), pcapng or snoop, plain, gzip or zstd, told apart by its first bytes. Several are read in the given
order as one. \`-\` is standard input, also meant when none is named and standard input is no terminal.

overshark does not capture, looks no name up, uses no network, and writes no file but the one asked for.
`;

/** Behind the options. */
export const reference: readonly Section[] = [
  {
    title: "LIVE CAPTURES",
    text: `
overshark reads what another program captures:

\`\`\`
tcpdump -U -w - -i eth0 | overshark
\`\`\`

On a terminal tenants by rate, their entropy and the findings are shown meanwhile, anew every \`--interval\` (2 s; 0: not at all).
With \`--json --interval 10s\` there is a line of JSON an interval (schema overshark/live/1: what came in it, by tenant), and the
report as the last line. Intervals are those of the capture's time, so a file gives the same lines; a silent pipe gives lines
with zeros. What is shown never takes more than a tenth of the time, and what is not read stays in the pipe: if the writer had to
wait, a line says so.

\`--follow\` reads files that grow and those that come after them as one capture, until Ctrl-C (the report, exit 0) or until
nothing new came for \`--idle SECONDS\`. FILE stands for FILE, FILE0, FILE1, … as \`tcpdump -C\` and \`-W\` name them; a quoted pattern
(\`'cap-*.pcap'\`, for \`-G\`) or a directory for what is in it. Each file is read once, packed and renamed ones too, in the order
of their first packets, and left when a later one is there. A record that is half written is waited for. A file of a ring is read
again when it was overwritten; if that was before all of it was read, a warning says so.
`,
  },
  {
    title: "TENANTS",
    text: `
A tenant is whose virtual network an inner packet belongs to, written \`ENCAP:ID\` with the id in decimal: \`vxlan:42\`,
\`nvgre:6001\` (the 24-bit VSID), \`gre:7\` (the 32-bit key), \`stt:18446744073709551615\` (the 64-bit context id). An encapsulation
without an id has its two endpoints, the smaller address first: \`ipip:1.1.1.1~2.2.2.2\`. Nested tunnels are written outside in:
\`vxlan:100/vxlan:200\`. A packet in no tunnel belongs to \`native\`. Tenants with the same inner addresses, ports, IP ids or STT
packet ids never mix.

- **Other tunnels with an id**: \`geneve:VNI\`, \`vxlan_gpe:VNI\`, \`gtp:TEID\` (T-PDUs), \`pppoe:SESSION\`, \`l2tp:TUNNEL.SESSION\`
  (version 2), \`l2tpv3:SESSION\` (what it carries is agreed on elsewhere, so opaque), \`erspan:SPAN\`, \`nsh:SPI\`, \`pbb:I-SID\`,
  \`eoip:ID\`, \`lisp:INSTANCE\`, \`gre_udp:KEY\`. \`mpls:LABEL\` is the innermost label with a meaning of its own: not one up to 15, not
  an entropy label.
- **By endpoints**: \`ipip\`, \`gre\` without a key, \`pptp\`, \`teredo\`, \`etherip\`, \`ethernet\` (IP protocol 143), \`capwap\`, \`tzsp\`,
  ERSPAN type I, and what has no id.
- **NVGRE and a GRE key** look alike on the wire: both are GRE with a key and Ethernet inside. With \`--gre-key auto\` a VSID of
  0x1000 or more is NVGRE (lower ones are reserved, and what a small 32-bit key looks like); any other key is plain GRE's.
- **VXLAN** goes by destination port only: any source port is a legal hash value. A header without the I flag names no tenant.
  GTP, L2TP and Teredo answer from their own port, which is then looked at too. Teredo on other ports needs an address of
  2001::/32 and a length that fits.
- **STT** is decoded by default. A TCP segment to port 7471 is a piece of an STT frame if it has no SYN, FIN or RST, its offset
  and length fit its frame, and its version is 0. Real TCP connections to that port are known by an empty SYN, FIN or RST, or by
  answers from it, and stay TCP. Frames are complete by reported lengths, so a capture with a short snapshot length still tells
  them complete. \`stt.rejected\` counts segments to the port that are neither.
- **Tunnels that no IP header carries** (MPLS, PPPoE, PBB and NSH on Ethernet) have no endpoints: \`a\` and \`b\` are null and all
  packets count as from a to b. Most have no length either, so the padding of short frames counts as carried.
- **IEEE 802.11**, on the air or in CAPWAP and Aruba's GRE: what is protected stays closed, frames in parts are not put together
  (nor are CAPWAP's own parts), and of several frames in one (A-MSDU) the first one is read.
- **AH** counts as an extension header: the flow is that of the protocol behind it. ESP and WireGuard stay closed; MACsec that
  only signs is read.
`,
  },
  {
    title: "THE REPORT",
    text: `
- **packets, bytes**: captured packets that carried the tenant and their lengths on the wire, every STT piece included.
- **inner**: the frames inside; an STT frame counts once however many pieces it took.
- **flows**: directions of inner 5-tuples. A **conversation** is both directions. **hosts**: inner IP source addresses.
- **5-tuple**: Shannon entropy, in bits, of the packets over the hash keys of a usual router: outer addresses, protocol and,
  unless the packet is a fragment, TCP or UDP ports. N bits fill 2^N equal paths.
- **+key**: for a router that hashes the GRE key too. **possible**: over the inner flows, the best that any encapsulation could
  do.
- **values**: distinct values of what the encapsulator varies: UDP source port (VXLAN, Geneve), TCP source port (STT), NVGRE's
  FlowID.

Packets are counted by these rules:

- A packet quoted in an ICMP error is nobody's traffic.
- Lengths are those of the headers, never of the captured frame: Ethernet padding is no payload.
- A packet that the snapshot length cut before it could be told whose it is is unattributed (\`truncated\`), not native. An inner
  packet whose ports were cut, or whose first fragment is missing, has no flow and no share in the entropy.
- A piece that comes again, also after its frame was complete, is one more packet of its tenant and never a second inner frame.
  The last 8,192 finished frames and datagrams are remembered, for \`--reassembly-timeout\` at most.
- Of an STT frame or a fragmented datagram the first 512 bytes are looked at for headers.
`,
  },
  {
    title: "JSON",
    text: `
\`stats --json\` prints one object, schema overshark/stats/1, with the same figures by packets, by bytes and by flows, for every
tenant, every pair of tunnel endpoints and all together. Keys are in a fixed order, ids of 64 bits are decimal strings, times
are RFC 3339 in UTC with nanoseconds. The same packets give the same bytes, whatever \`-j\` says and however they are split over
files (the list of files aside).

- \`by_reason\` of \`unattributed\` always has \`stt_first_piece_missing\`, \`fragment_first_missing\` and \`malformed\`; others
  (\`truncated\`, \`too_deep\`, \`max_flows\`, \`part_repeated\`, \`unsupported_linktype:NAME\`) stand where they occur.
- A nested tenant's \`encap\` and \`id\` are those of its innermost tunnel; \`id\` is null for tunnels without one.
- \`entropy.field.name\` is null where the encapsulation varies nothing, and \`mixed\` where several fields are in use.
`,
  },
  {
    title: "READING PACKETS",
    text: `
\`overshark read\` prints packets as tshark(1) does, with the tenant of each, and with STT frames and fragmented datagrams in the
packet that completed them.

- Addresses are the innermost ones, never those that an ICMP error quotes. A column grows with its value, and later ones move.
- \`-V\` prints a tree of all layers, \`-O ip,vxlan\` one with details of these alone, \`-x\` the bytes, those of a frame that was
  put together as a second dump. \`-t\` has as many digits as the capture has.
- \`-T fields -e NAME\` with \`-E header= separator= aggregator= occurrence= quote= bom=\` takes Wireshark's names, its columns
  (\`_ws.col.Info\`, since 4.2 \`_ws.col.info\`; ours is \`_ws.col.Tenant\`), and
  \`overshark.tenant\`, \`nvgre.vsid\`, \`nvgre.flowid\`.
- \`-T json\` (or \`--json\`) is one list, a packet a line, whose \`layers\` are a list as well: outer and inner ones keep their
  order. Numbers are numbers, those of 64 bits decimal strings, bytes hex; a name that comes again in a layer holds a list.
  \`-T ek\` is as tshark's, for Elasticsearch. With \`-e\` either has only these names.
- \`-w FILE\` writes a capture: pcap where the (first) input is one, with its micro- or nanoseconds, else pcapng with its
  interfaces; \`-F\` another; \`-w -\` into a pipe; \`-P\` prints the packets besides. Several link types need pcapng. A packet
  without a time keeps none in pcapng if its first interface is the packet's, else it gets 1970.
- \`-c N\` reads N packets, \`-q\` prints none, and \`| head\` ends it at once.

Where it differs from tshark on purpose:

- STT is decoded by default, and put together right where tshark loses a last piece of up to 20 bytes, mixes frames or reads TCP
  options as a version. The first piece of a frame that never was whole shows what it holds.
- VXLAN-GPE is a layer (\`vxlan_gpe\`) in \`frame.protocols\`. Pseudowires are judged by their bytes.
- Fragments, streams, sequence numbers and questions are kept by tenant. In \`read\` a message over several TCP segments is
  shown in the one that ends it, as in tshark, and a segment that is sent again or out of order carries nothing; its \`-Y\`
  asks what is shown. Other commands look at each segment by itself.
- Behind a tunnel header that must be dropped the rest is shown, as in tshark, but it is no tenant's. Checksums are always checked where all bytes are there.
- \`tcp.analysis.*\`, \`tcp.stream\` and what else needs the packets before are kept by tenant, for 100,000 conversations of
  each kind, and say in one pass what tshark says in one pass. tshark counts streams of what ICMP errors quote too, and some for SOCKS.
`,
  },
  {
    title: "FILTERS",
    text: `
\`-Y FILTER\` is a display filter in Wireshark's language: comparisons, \`and or xor not\`, \`in {1, 2..5}\`, \`contains\`, \`matches\`,
\`&\`, slices, CIDR, \`any\` and \`all\`, \`ip.src#2\` for the second of a kind, existence. \`overshark fields\` lists the names. A mistake
is pointed at. A report is then that of a capture that held only the packets let through (read on one thread). Each piece of a
frame is asked about with what is known of the whole:

\`\`\`
overshark read -Y 'overshark.tenant == "stt:42"' -w tenant.pcap dc.pcapng
overshark -Y 'vxlan.vni in {100, 200} and not arp' dc.pcapng
\`\`\`
`,
  },
  {
    title: "FLOWS",
    text: `
\`overshark flows\` has Zeek's names (\`id.orig_h\`, \`orig_pkts\`, \`community_id\`) beside the tenant, the outer endpoints and the
values that the outer header gave the hash. The side seen first is the originator. Nothing stands there that is not known:
\`uid\`, \`service\`, \`conn_state\` and \`history\` are Zeek's own; bytes are those of inner packets from their first header
(\`orig_inner_bytes\`) and of captured packets on the wire (\`orig_outer_bytes\`).

As in Zeek and in community ids, ICMP has its type for a source port, and for a destination port the type of the answer or,
where there are no answers, the code. A pair of hosts has a line for each kind of message, also where \`stats\` counts one
conversation. A community id is version 1 with seed 0, and knows no tenant: use both as a key. \`--format zeek\` is a log with
Zeek's head, without the times of day at which it was opened and closed.
`,
  },
  {
    title: "NAT",
    text: `
\`overshark nat\` takes captures of both sides of a router, or one that holds both (Linux' \`any\`, two tenants), and rebuilds its
table from what translation leaves alone: sequence numbers, payloads, IP and ICMP ids, and times, once it has found how far the
two clocks are apart. Addresses and ports are never enough. What several conversations could be is listed with its candidates,
what has no partner with the reason (dropped, rejected, answered by the router itself, not captured). Packets and bytes are those
of IP, as routers count them; times are the inside's. \`--json\` has schema overshark/nat/1.

\`overshark.nat\` is what a packet is on the router's other side, where one capture holds both: \`read -e overshark.nat\`,
\`-Y 'overshark.nat contains "10.0.0.2:80"'\` in all commands. The capture is read twice, so no pipes.
`,
  },
  {
    title: "PROXIES AND SSH",
    text: `
\`overshark proxies\` tells every SOCKS 4, 4a and 5 exchange and HTTP CONNECT, on any port, in any tenant, one inside the other as
well; and ssh, with the connections that it forwards where those were captured, too (\`-D\`, \`-L\`, \`-R\`, either side).

- Streams are put in order; of bytes that come twice the first count. The first 8 kB a direction are read, the rest is counted.
  What is lost, cut, caught in the middle or captured from one side only is said in \`remarks\` and never guessed.
- Both sides of an exchange have to fit. SOCKS 4 without an answer counts only with a name in it, or on a port of SOCKS (1080, or
  \`-d tcp.app==N,socks\`). What GSSAPI or a private method negotiates is not read. \`--show-secrets\` shows passwords.
- A connection belongs to an ssh transport that shows each of its bursts again, as packets of that size and what ssh adds, within
  milliseconds, on the right side. \`bits\` says how unlikely that is by accident. Where several fit alike, all are named and none
  is chosen. Compressed transports, and captures whose clocks differ, are not tied.
- \`--json\` has schema \`overshark/proxies/1\`, \`--format jsonl\` a record a line. \`--max-flows\` caps connections,
  \`--reassembly-memory\` the beginnings of streams.
- \`overshark.proxy\` is where a packet goes to through its proxies, once that is known: \`read -e overshark.proxy\`,
  \`-Y 'overshark.proxy contains "example"'\` everywhere, in \`stats\` too, which does not look for proxies by itself: that would
  cost it on every packet.
`,
  },
  {
    title: "THE ECMP LABORATORY",
    text: `
\`overshark entropy\` answers whether the encapsulation leaves enough in the outer header for routers to spread the load.

- \`--view\`, \`--device linux-policy-1\`, \`--hash-fields SRC_IP,INNER_SRC_IP\` say what is hashed, \`--function crc32,jhash\` or \`all\`
  with what, \`--paths 2,4,6\` onto how many paths. \`--seed\` and \`--offset\` set the functions, \`--fabric 4x4\` the two stages.
- \`--device linux-policy-3:0x37\` takes a mask of \`fib_multipath_hash_fields\`, \`--function toeplitz:6d5a56da\` any key in hex, with
  colons or not (as \`ethtool -x\` shows it); input longer than the key finds the key repeated.
- \`--as geneve\` looks at the same flows in another encapsulation; \`--flows 64 --paths 16\` needs no capture at all.
- \`--interval 100ms\` finds the interval with the busiest path. \`--policy "stt:42 1Gbit"\` runs a token bucket for each tunnel
  direction, blind to packets that do not name their tenant (STT pieces, fragments) and not. Both read on one thread.
- MAC addresses, VLANs and IPv6 flow labels are not kept: in views that hash them they count as 0, and the report says so.

\`--json\` prints one object, schema overshark/entropy/1; with \`--flows\` it has \`paper\` alone.

- \`settings\`: what was asked. \`overall\`, then each of \`encapsulations\`: flows, packets, bytes, \`chance\` (what dice give for so
  many flows of these weights), and \`views\`; of each view its \`keys\`, the \`bits\` of entropy by packets, \`missed_packets\`, whose
  inner header the device cannot reach, and \`simulations\`: a function and a number of \`paths\`, and by flows, packets and bytes
  \`loads\` (path 0 first), \`effective_paths\`, \`jain\`, \`cv\`, \`max_mean\` and \`idle\`, with two chi-square tests.
- \`tenants\`, \`tunnels\` (each direction for itself), \`encapsulators\`: effective paths from the \`fewest\` to the \`most\` that any
  function gave, and \`field\`, what the encapsulator does with the entropy field; \`left_out\` counts those beyond the 256 heaviest.
- \`fabric\`: polarization with \`same_seed\` and \`other_seed\`. \`what_if\`: every encapsulation for the same flows. \`headerless\`: by
  tenant, packets and bytes that do not name him. \`intervals\` (null unless asked) and \`policies\`.
`,
  },
  {
    title: "CHECKS",
    text: `
\`overshark check\` compares the figures of captures with a saved baseline, and with what they must be. Each capture is checked
on its own. In the baseline it is called by its path from there, without \`.gz\` or \`.zst\`; standard input by \`--name\`. A capture
that the baseline does not have fails, one whose file is gone fails too, one that was not given is only named.

\`--update\` writes the baseline and tells what changed. It is JSON (schema overshark/baseline/1) for git: a line for a few figures
that belong together, in a fixed order, captures by name. What was not given is kept, what has no file any more is removed.

- **A figure** is called as its path in \`stats --json\`, in words or with dots: \`entropy.packets.five_tuple.bits\`. Parts in the
  middle may be left out and \`*\` stands for any text; the name then means every such figure: \`entropy.bits\` is twelve of them.
- **A subject** is \`tenant NAME\`, \`encap NAME\` or \`tunnel ENCAP:A~B\`, with \`*\` for any text: all that are called so. \`capture\`,
  \`unattributed\`, \`stt\`, \`findings\` and \`overall\` (all tunnels together) may be left out. \`tenant vxlan:* count\` is how many there are.
- **An expectation** is SUBJECT FIGURE OP VALUE, with \`== != >= <= > <\` and values such as 100, 1.2, 2%, 1k, 64KiB and 5ms. It has to
  hold for every figure that it names, and there has to be one.
- **Of the laboratory** are \`max_over_mean\`, \`jain\`, \`effective_paths\`, \`idle\` and \`cv\` of the loads, of all tunnels, of a tenant or
  of an outermost encapsulation. Behind them stand a view or device, a function (\`crc16\` is \`crc16-ccitt\`), the number of paths, and
  \`by bytes\` or \`by flows\` where packets are not meant.
- **A tolerance** is FIGURE=AMOUNT or SUBJECT FIGURE=AMOUNT: \`2%\` of the baseline's value, \`10\` more or less, or \`any\`. The last one
  that is about a figure holds; without one it has to be the same.
- **Damage** that the baseline has is no news. More of it is told, and leaves with 3 if nothing failed.

\`\`\`
overshark check --expect 'tenant vxlan:100 flows >= 10' --expect 'malformed == 0' dc.pcapng
overshark check --expect 'max_over_mean five_tuple crc16 8 paths < 2' dc.pcapng
overshark check --baseline b.json --tolerance entropy.bits=2% --format github F
\`\`\`
`,
  },
  {
    title: "EXIT STATUS",
    text: `
- **0**: done. Also when the reader of a pipe went away (\`| head\`), and after Ctrl-C, which ends the input.
- **1**: a check failed (\`check\` alone).
- **2**: could not run: a mistake on the command line, an unreadable file. One line on standard error says which.
- **3**: done, but the input is damaged or cut short; the result covers what was read.
- **130**: interrupted before there was a result.
`,
  },
  {
    title: "SIGNALS",
    text: `
- **SIGINT**: ends the input; the result so far is printed.
- **SIGUSR1**: prints the counts so far to standard error.
`,
  },
  {
    title: "ENVIRONMENT",
    text: `
- **NO_COLOR**: not empty: no colour, unless \`--color always\`.
- **FORCE_COLOR**, **CLICOLOR_FORCE**: colour, also into a file or a pipe. \`0\` and \`false\` say no.
- **OVERSHARK_DEBUG**: \`1\`: where in the program a bug is.
`,
  },
];

export const seeAlso = "tcpdump(1), tshark(1), jq(1), pcap-filter(7), wireshark-filter(4)";
