/** FTP: RFC 959 and RFC 2428; IMAP: RFC 9051; Telnet: RFC 854; SSH: RFC 4253, with the fingerprints that are called HASSH. */
import type { Made } from "./packets.ts";

export const dialogues: readonly Made[] = [
  {
    name: "FTP: where data goes",
    on: "tcp 21",
    bytes: `504f52542031302c302c302c312c3230302c31300d0a # PORT 10,0,0,1,200,10`,
    tshark: `ftp.request 1
      ftp.response 0
      ftp.request.command PORT
      ftp.request.arg 10,0,0,1,200,10
      ftp.active.cip 10.0.0.1
      ftp.active.port 51210`,
  },
  {
    name: "FTP: an address that is not the sender's, as behind a NAT",
    on: "tcp 21",
    bytes: `504f5254203139322c302c322c372c3230302c31300d0a # PORT 192,0,2,7,200,10`,
    tshark: `ftp.active.cip 192.0.2.7
      ftp.active.port 51210
      ftp.active.nat 1
      _ws.col.Protocol FTP
      _ws.col.Info Request: PORT 192,0,2,7,200,10
      frame.protocols eth:ethertype:ip:tcp:ftp`,
  },
  {
    name: "FTP: an address that is the sender's",
    on: "tcp 21",
    bytes: `504f52542031302c302c302c312c3230302c31300d0a # PORT 10,0,0,1,200,10`,
    tshark: `ftp.active.cip 10.0.0.1
      ftp.active.nat (missing)
      _ws.col.Protocol FTP
      _ws.col.Info Request: PORT 10,0,0,1,200,10
      frame.protocols eth:ethertype:ip:tcp:ftp`,
  },
  {
    name: "FTP: a server behind a NAT",
    on: "linktype 1",
    bytes: `020000000002 020000000001 0800 4500 0057 0001 0000 4006 0000 0a000001 0a000002
      0015 9c40 00000001 00000001 5018 2000 0000 0000
      32323720456e746572696e672050617373697665204d6f646520283139322c302c322c372c3230302c3130292e0d0a # 227 Entering Passive Mode (192,0,2,7,200,10).`,
    tshark: `ftp.passive.ip 192.0.2.7
      ftp.passive.port 51210
      ftp.passive.nat 1
      _ws.col.Protocol FTP
      _ws.col.Info Response: 227 Entering Passive Mode (192,0,2,7,200,10).
      frame.protocols eth:ethertype:ip:tcp:ftp`,
  },
  {
    name: "FTP: the same by RFC 2428",
    on: "tcp 21",
    bytes: `45505254207c327c323030313a6462383a3a317c353238327c0d0a # EPRT |2|2001:db8::1|5282|`,
    tshark: `ftp.request 1
      ftp.response 0
      ftp.request.command EPRT
      ftp.eprt.af 2
      ftp.eprt.ipv6 2001:db8::1
      ftp.eprt.port 5282`,
  },
  {
    name: "IMAP: a command by numbers that stay",
    on: "tcp 143",
    bytes: `61362055494420464554434820313a2a20464c4147530d0a # a6 UID FETCH 1:* FLAGS`,
    tshark: `imap.isrequest 1
      imap.request a6 UID FETCH 1:* FLAGS
      imap.request_tag a6
      imap.tag a6
      imap.request.command.uid 1
      imap.request.command FETCH
      imap.command UID`,
  },
  {
    name: "IMAP: a folder",
    on: "tcp 143",
    bytes: `61332053454c45435420494e424f580d0a # a3 SELECT INBOX`,
    tshark: `imap.isrequest 1
      imap.request a3 SELECT INBOX
      imap.request_tag a3
      imap.tag a3
      imap.request.command SELECT
      imap.command SELECT
      imap.request.folder INBOX`,
  },
  {
    name: "Telnet: options and text",
    on: "tcp 23",
    bytes: `fffb18fffc20       # will terminal type, won't terminal speed
      fffa1f00500018fff0 # window of 80 by 24
      6c730d0a           # ls`,
    tshark: `telnet.cmd 251,252,250,240
      telnet.subcmd 24,32,31`,
  },
  {
    name: "SSH: the client's fingerprint",
    on: "tcp 22",
    bytes: `5353482d322e302d410d0a                       # version
      000000ac081400000000000000000000000000000000 # length, padding, KEXINIT, cookie
      00000024637572766532353531392d7368613235362c656364682d736861322d
      6e69737470323536                             # curve25519-sha256,ecdh-sha2-nistp256
      0000000b7373682d65643235353139               # ssh-ed25519
      0000000a6165733132382d637472                 # aes128-ctr
      0000000a6165733235362d637472                 # aes256-ctr
      0000000d686d61632d736861322d323536           # hmac-sha2-256
      0000000d686d61632d736861322d353132           # hmac-sha2-512
      000000046e6f6e65                             # none
      000000047a6c6962                             # zlib
      00000000                                     # none
      00000000                                     # none
      00000000000000000000000000                   # nothing follows, reserved, padding`,
    tshark: `ssh.protocol SSH-2.0-A
      ssh.packet_length 172
      ssh.padding_length 8
      ssh.message_code 20
      ssh.cookie 00000000000000000000000000000000
      ssh.kex_algorithms_length 36
      ssh.kex_algorithms curve25519-sha256,ecdh-sha2-nistp256
      ssh.server_host_key_algorithms_length 11
      ssh.server_host_key_algorithms ssh-ed25519
      ssh.encryption_algorithms_client_to_server_length 10
      ssh.encryption_algorithms_client_to_server aes128-ctr
      ssh.encryption_algorithms_server_to_client_length 10
      ssh.encryption_algorithms_server_to_client aes256-ctr
      ssh.mac_algorithms_client_to_server_length 13
      ssh.mac_algorithms_client_to_server hmac-sha2-256
      ssh.mac_algorithms_server_to_client_length 13
      ssh.mac_algorithms_server_to_client hmac-sha2-512
      ssh.compression_algorithms_client_to_server_length 4
      ssh.compression_algorithms_client_to_server none
      ssh.compression_algorithms_server_to_client_length 4
      ssh.compression_algorithms_server_to_client zlib
      ssh.languages_client_to_server_length 0
      ssh.languages_client_to_server
      ssh.languages_server_to_client_length 0
      ssh.languages_server_to_client
      ssh.first_kex_packet_follows 0
      ssh.kex.reserved 00000000
      ssh.kex.hassh_algorithms curve25519-sha256,ecdh-sha2-nistp256;aes128-ctr;hmac-sha2-256;none
      ssh.kex.hassh 88189635a3ee7c7f0c02224b7a2e1292
      ssh.padding_string 0000000000000000`,
  },
];
