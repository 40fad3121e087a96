// What README.md says of tshark and tcpdump in its table, tried where they are installed.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FIXTURES, overshark } from "./cli/program.ts";

/** Both outputs, or null if there is no such program. */
function peer(name: string, ...args: string[]): string | null {
  const { error, stdout, stderr } = spawnSync(name, args, {
    cwd: FIXTURES,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return error ? null : stdout + stderr;
}

const ours = async (...args: string[]) => (await overshark(args)).stdout;

/** What a program says of itself; the table names these versions, others may have learnt more. */
const tshark = peer("tshark", "--version")?.match(/TShark \(Wireshark\) (\d+\.\d+)/)?.[1];
const tcpdump = peer("tcpdump", "--version")?.match(/tcpdump version (\d+\.\d+)/)?.[1];

const TWO_TENANTS = "vxlan/two-tenants-same-inner.pcap";
const TWO_FRAGMENTED = "fragments/inner-same-id-two-tenants.pcap";
const SOCKS = "real/proxies-other-ports.pcap";
const LAST_PIECE = "stt/12-last-piece-of-20-bytes.pcap";

describe("overshark", () => {
  test("keeps two tenants with the same inner 5-tuple apart", async () => {
    const csv = await ours("flows", "--format", "csv", TWO_TENANTS);
    expect(csv.match(/vxlan:100,|vxlan:200,/g)).toHaveLength(2);
  });

  test("and their fragments with the same id", async () => {
    const whole = await ours(
      "read",
      "-Y",
      "udp.length == 1108",
      "-T",
      "fields",
      "-e",
      "vxlan.vni",
      "-e",
      "udp.length",
      TWO_FRAGMENTED,
    );
    expect(whole).toBe("100\t134,1108\n200\t134,1108\n");
  });

  test("does not lose the last piece of an STT frame", async () => {
    expect(await ours("read", "-T", "fields", "-e", "tcp.len", "-Y", "tcp.len", LAST_PIECE)).toMatch(
      /^1068$/m,
    );
  });

  test("finds SOCKS on any port", async () => {
    const { proxies } = JSON.parse(await ours("proxies", "--json", SOCKS));
    expect(proxies.filter(({ kind }: { kind: string }) => kind.startsWith("socks"))).toHaveLength(13);
  });

  test("keeps outer and inner layers apart in JSON", async () => {
    const [packet] = JSON.parse(await ours("read", "-T", "json", "-c", "1", TWO_TENANTS));
    expect(JSON.stringify(packet).match(/"ip\.src"/g)).toHaveLength(2);
    expect(Array.isArray(packet.layers)).toBe(true);
  });

  test("has as many protocols and fields as README says", async () => {
    const { protocols } = JSON.parse(await ours("protocols", "--json"));
    const { fields } = JSON.parse(await ours("fields", "--json"));
    const readme = readFileSync(join(FIXTURES, "../README.md"), "utf8");
    const [, p, f] = /^\| protocols \| over (\d+), with over ([\d,]+) fields/m.exec(readme) ?? [];
    expect([Number(p), Number(f?.replace(",", ""))]).toEqual([
      Math.floor(protocols.length / 10) * 10,
      Math.floor(fields.length / 100) * 100,
    ]);
  });
});

const shark = (...args: string[]) => peer("tshark", ...args) ?? "";

describe.skipIf(tshark !== "4.0")(
  `tshark 4.0 (skipped where it is not installed; here: ${tshark ?? "none"})`,
  () => {
    test("takes two tenants with the same inner 5-tuple for one TCP stream", () => {
      const rows = shark("-r", TWO_TENANTS, "-T", "fields", "-e", "vxlan.vni", "-e", "tcp.stream");
      expect(rows).toContain("100\t0\n");
      expect(rows).toContain("200\t0\n");
      expect(rows).not.toMatch(/\t1\n/);
    });

    test("mixes fragments of two tenants with the same IP id into one", () => {
      const rows = shark(
        "-r",
        TWO_FRAGMENTED,
        "-T",
        "fields",
        "-e",
        "vxlan.vni",
        "-e",
        "ip.fragment",
        "-e",
        "udp.length",
      );
      expect(rows).toContain("100\t1,2,3,4,5\t");
      expect(rows).not.toMatch(/^200\t.*1108/m);
    });

    test("shows STT as TCP unless an option is set, and loses a last piece of 20 bytes then", () => {
      expect(shark("-r", LAST_PIECE)).not.toContain("STT");
      const asked = shark("-o", "ip.try_heuristic_first:TRUE", "-r", LAST_PIECE);
      expect(asked).toContain("STT Segment");
      expect(asked).toContain("Len=1048");
      expect(asked).not.toContain("Len=1068");
    });

    test("finds SOCKS on port 1080 alone", () => {
      expect(shark("-r", SOCKS, "-Y", "socks")).not.toContain("Socks");
      expect(shark("-r", "real/socks-ssh-dynamic-lo.pcap", "-Y", "socks")).toContain("Socks");
    });

    test("has no field for NVGRE's VSID and FlowID, and no statistics of tenants or entropy", () => {
      const fields = shark("-G", "fields");
      expect(fields).toContain("\tgre.key\t");
      expect(fields).not.toMatch(/\tnvgre\.|\tgre\.vsid|\tgre\.flowid/i);
      expect(shark("-z", "help")).not.toMatch(/vxlan|gre|geneve|stt,|tenant|entropy|ecmp/i);
    });

    test("has figures of ids that are named one by one", () => {
      const counts = shark("-q", "-r", TWO_TENANTS, "-z", "io,stat,0,vxlan.vni==100,vxlan.vni==200");
      expect(counts).toMatch(/\|\s+5 \|\s+\d+ \|\s+5 \|/);
    });

    test("repeats keys in JSON", () => {
      expect(shark("-T", "json", "-c", "1", "-r", TWO_TENANTS).match(/^\s+"ip": \{/gm)).toHaveLength(2);
    });

    test("has as many protocols and fields as README says", () => {
      const count = (report: string, line: RegExp) => shark("-G", report).match(line)?.length ?? 0;
      expect(count("protocols", /^\S.*\t.*\t/gm)).toBeGreaterThan(2900);
      expect(count("fields", /^F\t/gm)).toBeGreaterThan(233_000);
    });
  },
);

const dump = (...args: string[]) => peer("tcpdump", "-n", "-r", ...args) ?? "";

describe.skipIf(tcpdump !== "4.99")(
  `tcpdump 4.99 (skipped where it is not installed; here: ${tcpdump ?? "none"})`,
  () => {
    test("shows packets, fragments one by one, STT as TCP, NVGRE as a key", () => {
      expect(dump(TWO_TENANTS)).toContain("VXLAN, flags [I] (0x08), vni 100\n");
      expect(dump(TWO_FRAGMENTED).match(/: ip-proto-17$/gm)).toHaveLength(4);
      expect(dump(LAST_PIECE)).toContain("192.0.2.2.7471: Flags [.], seq");
      expect(dump(LAST_PIECE)).not.toMatch(/\bSTT\b/);
      expect(dump("nvgre/vsid-4096.pcap")).toContain("GREv0, key=0x");
    });

    test("has no word for VXLAN in its capture filters", () => {
      expect(dump(TWO_TENANTS, "vxlan 100")).toContain("syntax error");
    });
  },
);
