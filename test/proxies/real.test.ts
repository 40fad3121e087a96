// Captures of real software: against tshark's own reading of SOCKS, and against what the scripts that made them did.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ProxiesReport } from "../../src/proxies/report.ts";
import { packetsOf } from "../support/capture.ts";
import { follow } from "./follow.ts";

const DIRECTORY = "fixtures/real";
const reportOf = async (...names: string[]): Promise<ProxiesReport> =>
  follow(await packetsOf(...names.map((name) => `${DIRECTORY}/${name}.pcap`)));

interface Told {
  packet: number;
  client: number;
  proxy: number;
  kind: string;
  host: string;
  port: string;
  code: string | null;
}

/** The first request of every stream and what was answered, of fixtures/real/socks-expect.sh. */
function tsharkRows(name: string): Told[] {
  const rows = new Map<string, Told>();
  for (const line of readFileSync(`${DIRECTORY}/${name}.socks.tsv`, "utf8").trimEnd().split("\n")) {
    const [packet, stream, source, destination, version, , command, results, dst, v6, remote, named, port] =
      line.split("\t");
    const row = rows.get(stream);
    if (results !== "" && row !== undefined && row.code === null) row.code = results;
    if (command === "" || row !== undefined) continue;
    rows.set(stream, {
      packet: Number(packet),
      client: Number(source),
      proxy: Number(destination),
      kind: version === "5" ? "socks5" : named === "" ? "socks4" : "socks4a",
      host: version === "5" ? ([dst, v6, remote].find((text) => text !== "") ?? "") : named || dst,
      port,
      code: null,
    });
  }
  return [...rows.values()];
}

const withTsv = readdirSync(DIRECTORY)
  .filter((name) => name.endsWith(".socks.tsv"))
  .map((name) => name.replace(".socks.tsv", ""));

describe.each(withTsv)("%s", (name) => {
  test("has the requests and answers that tshark reads on that port", async () => {
    const { proxies } = await reportOf(name);
    // tshark reads no proxy inside another, no command but CONNECT to its end, and shows no port of version 4.
    const ours = proxies
      .filter((p) => p.kind !== "http" && p.inside === null && p.packet !== null)
      .map((p) => ({
        packet: p.packet,
        client: p.client.port,
        proxy: p.proxy.port,
        kind: p.kind,
        host: p.destination?.name ?? p.destination?.address,
        port: p.kind === "socks5" ? String(p.destination?.port) : "",
        code: p.replies[0] === undefined ? null : String(p.replies[0].code),
      }));
    const theirs = tsharkRows(name);
    expect(theirs.length).toBeGreaterThan(1);
    expect(ours).toEqual(theirs);
  });
});

test("the captures with expectations are there", () => {
  expect(withTsv.sort()).toEqual(["proxies-other-ports", "socks-ssh-dynamic-lo", "ssh-forwards-client"]);
  expect(existsSync(`${DIRECTORY}/make-proxies.sh`)).toBe(true);
});

test("what make-proxies.sh asks dante and tinyproxy for is told, row by row", async () => {
  const { proxies } = await reportOf("proxies-other-ports");
  const server = (port: number) => ({ name: null, address: "172.16.1.2", port });
  const rows = proxies.map((p) => [
    p.kind,
    p.proxy.port,
    p.inside === null ? "" : "inside",
    p.user,
    p.password,
    p.command,
    p.destination,
    p.outcome,
    p.carried?.protocol ?? null,
    p.carried?.host ?? null,
  ]);
  const web = ["http", "172.16.1.2"];
  expect(rows).toEqual([
    ["socks5", 8888, "", "ann", "open sesame", "connect", server(80), "established", ...web],
    ["socks5", 8888, "", "ann", "wrong", null, null, "login_failed", null, null],
    ["socks5", 8888, "", null, null, null, null, "no_acceptable_method", null, null],
    [
      "socks5",
      8890,
      "",
      null,
      null,
      "connect",
      { name: "nowhere.invalid", address: null, port: 80 },
      "refused",
      null,
      null,
    ],
    ["socks5", 8890, "", null, null, "connect", server(81), "refused", null, null],
    // curl sends the login name "" with version 4.
    ["socks4", 8890, "", null, null, "connect", server(80), "established", ...web],
    [
      "socks4a",
      8890,
      "",
      null,
      null,
      "connect",
      { name: "172.16.1.2", address: null, port: 80 },
      "refused",
      null,
      null,
    ],
    [
      "socks5",
      8890,
      "",
      null,
      null,
      "connect",
      { name: null, address: "fd00:16:1::2", port: 80 },
      "established",
      "http",
      "[fd00:16:1::2]",
    ],
    ["http", 8889, "", null, null, "connect", server(80), "established", ...web],
    ["socks5", 8888, "", "ann", "open sesame", "connect", server(8889), "established", null, null],
    // curl gives the login of the first proxy to the second one, too.
    ["http", 8889, "inside", "ann", "open sesame", "connect", server(80), "established", ...web],
    ["socks5", 8890, "", null, null, "connect", server(8891), "established", null, null],
    [
      "socks5",
      8891,
      "inside",
      null,
      null,
      "connect",
      server(80),
      "established",
      "http",
      "behind.two.proxies",
    ],
    ["socks5", 8890, "", null, null, "bind", server(0), "established", "ftp", null],
    [
      "socks5",
      8890,
      "",
      null,
      null,
      "udp_associate",
      expect.objectContaining({ address: "172.16.0.1" }),
      "associated",
      null,
      null,
    ],
  ]);
  const [bind, associate] = proxies.slice(-2);
  expect(bind.replies.map(({ code, bound }) => [code, bound?.address])).toEqual([
    [0, "172.16.1.1"],
    [0, "172.16.1.2"],
  ]);
  expect(bind).toMatchObject({ bytes_to_destination: 5, bytes_from_destination: 15 });
  // Three echoes, one fragment that nobody answers, one to a port where nobody listens.
  expect(associate.udp).toMatchObject({
    fragments: 1,
    highest_fragment: 1,
    unreadable: 0,
    destinations: [
      {
        address: "172.16.1.2",
        port: 7007,
        datagrams_to: 4,
        bytes_to: 31,
        datagrams_from: 3,
        bytes_from: 21,
        fragments: 1,
      },
      {
        address: "172.16.1.1",
        port: 9,
        datagrams_to: 1,
        bytes_to: 6,
        datagrams_from: 0,
        bytes_from: 0,
        fragments: 0,
      },
    ],
  });
});

describe("forwards of OpenSSH are tied to the transport that carries them", () => {
  const tied = ({ ssh }: ProxiesReport, port: (f: ProxiesReport["ssh"]["forwards"][number]) => unknown) =>
    ssh.forwards.map((f) => [port(f), f.transport, f.role]);
  const firstLine = (f: ProxiesReport["ssh"]["forwards"][number]) =>
    `${f.server.port} ${f.carried?.first_line?.split(" ")[1]}`;

  test("on the client's side", async () => {
    const report = await reportOf("ssh-forwards-client");
    expect(report.ssh.transports.map((t) => [t.server.port, t.evidence, t.key_exchange])).toEqual([
      [2222, "version", "complete"],
      [2222, "version", "complete"],
    ]);
    expect(report.ssh.transports[0]).toMatchObject({
      client_version: "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10",
      algorithms: { encryption_to_server: "chacha20-poly1305@openssh.com" },
    });
    // The connection to 9004 that no ssh carries is not among them.
    expect(tied(report, firstLine)).toEqual([
      ["1081 /f.txt", 1, "dynamic_client_side"],
      ["1081 /f.txt?name", 1, "dynamic_client_side"],
      ["9001 /f.txt?one", 1, "local_client_side"],
      ["9002 /f.txt?two", 2, "local_client_side"],
      ["9004 /f.txt?three", 2, "remote_client_side"],
      ["9001 /f.txt?beside", 1, "local_client_side"],
    ]);
    expect(report.proxies.map((p) => p.ssh?.transport)).toEqual([1, 1]);
  });

  test("on the server's side, cut by a snapshot length", async () => {
    const report = await reportOf("ssh-forwards-server");
    expect(tied(report, firstLine)).toEqual([
      ["80 /f.txt", 1, "local_server_side"],
      ["80 /f.txt?name", 1, "local_server_side"],
      ["80 /f.txt?one", 1, "local_server_side"],
      ["80 /f.txt?two", 2, "local_server_side"],
      ["9003 /f.txt?three", 2, "remote_server_side"],
      ["80 /f.txt?beside", 1, "local_server_side"],
    ]);
  });

  test("from three captures of one run, the transport caught in the middle", async () => {
    const names = ["socks-ssh-dynamic-lo", "socks-ssh-dynamic-server", "socks-ssh-dynamic-transport"];
    const report = await reportOf(...names);
    expect(report.ssh.transports).toMatchObject([{ evidence: "port", remarks: ["starts_in_the_middle"] }]);
    const roles = report.ssh.forwards.map((f) => `${f.server.port} ${f.role}`);
    expect(roles.filter((role) => role === "1080 dynamic_client_side")).toHaveLength(5);
    expect(roles.filter((role) => role === "8080 local_client_side")).toHaveLength(1);
    expect(roles.filter((role) => role === "80 local_server_side")).toHaveLength(6);
    expect(roles).toHaveLength(12);
  });
});
