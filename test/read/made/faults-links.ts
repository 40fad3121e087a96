/** Faults of links: IEEE 802.1Q, 21, and ITU-T G.8013. */
import type { Made } from "./packets.ts";

export const linkFaults: readonly Made[] = [
  {
    name: "CFM: a continuity check with names and TLVs (IEEE 802.1Q, 21.6)",
    on: "ethertype 8902",
    bytes: `a0 01 84 46 00000005 0007                     # level 5, CCM, RDI, every second
      04 03 646f6d 02 02 6d61 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00000001 00000002 00000003 00000000           # counters of Y.1731
      02 0001 02  04 0001 01  1f 0006 0080c2 01 aabb
      01 0009 01 07 61 02 6161 02 0102              # sender
      00`,
    tshark: `_ws.col.Protocol CFM
      _ws.col.Info Type Continuity Check Message (CCM)
      cfm.md.level 5
      cfm.version 0
      cfm.opcode 1
      cfm.ccm.pdu 1
      cfm.flags 0x84
      cfm.flags.rdi 1
      cfm.flags.ccm.reserved 0
      cfm.flags.interval 4
      cfm.first.tlv.offset 70
      cfm.ccm.seq.num 5
      cfm.ccm.ma.ep.id 7
      cfm.ccm.maid 1
      cfm.maid.md.name.format 4
      cfm.maid.md.name.length 3
      cfm.maid.md.name.string dom
      cfm.maid.ma.name.format 2
      cfm.maid.ma.name.length 2
      cfm.maid.ma.name.string ma
      cfm.ccm.maid.padding 1
      cfm.ccm.itu.t.y1731 1
      cfm.itu.txfcf 00000001
      cfm.itu.rxfcb 00000002
      cfm.itu.txfcb 00000003
      cfm.itu.reserved 00000000
      cfm.all.tlvs 1
      cfm.tlv.type 2,4,31,1,0
      cfm.tlv.length 1,1,6,9
      cfm.tlv.port.status.value 2
      cfm.tlv.port.interface.value 1
      cfm.tlv.org.spec.oui 32962
      cfm.tlv.org.spec.subtype 01
      cfm.tlv.org.spec.value aabb
      cfm.tlv.chassis.id.length 1
      cfm.tlv.chassis.id.subtype 7
      cfm.tlv.chassis.id 61
      cfm.tlv.ma.domain.length 2
      cfm.tlv.ma.domain 6161
      cfm.tlv.management.addr.length 2
      cfm.tlv.management.addr 0102`,
  },
  {
    name: "CFM: a check of a MAC address' domain",
    on: "ethertype 8902",
    bytes: `a0 01 04 46 00000005 0007
      03 08 020000000001 0005 03 02 0007 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00000000 00000000 00000000 00000000
      00`,
    tshark: `_ws.col.Protocol CFM
      _ws.col.Info Type Continuity Check Message (CCM)
      cfm.md.level 5
      cfm.version 0
      cfm.opcode 1
      cfm.ccm.pdu 1
      cfm.flags 0x04
      cfm.flags.rdi 0
      cfm.flags.ccm.reserved 0
      cfm.flags.interval 4
      cfm.first.tlv.offset 70
      cfm.ccm.seq.num 5
      cfm.ccm.ma.ep.id 7
      cfm.ccm.maid 1
      cfm.maid.md.name.format 3
      cfm.maid.md.name.length 8
      cfm.maid.md.name.mac 02:00:00:00:00:01
      cfm.maid.md.name.mac.id 0005
      cfm.maid.ma.name.format 3
      cfm.maid.ma.name.length 2
      cfm.maid.ma.name.hex 0007
      cfm.ccm.maid.padding 1
      cfm.ccm.itu.t.y1731 1
      cfm.itu.txfcf 00000000
      cfm.itu.rxfcb 00000000
      cfm.itu.txfcb 00000000
      cfm.itu.reserved 00000000
      cfm.all.tlvs 1
      cfm.tlv.type 0`,
  },
  {
    name: "CFM: a loopback with data",
    on: "ethertype 8902",
    bytes: `60 03 00 04 00000007 03 0004 01020304 20 0005 00 00000000 00`,
    tshark: `_ws.col.Protocol CFM
      _ws.col.Info Type Loopback Message (LBM)
      cfm.md.level 3
      cfm.version 0
      cfm.opcode 3
      cfm.lbm.pdu 1
      cfm.flags 0x00
      cfm.first.tlv.offset 4
      cfm.lb.transaction.id 7
      cfm.all.tlvs 1
      cfm.tlv.type 3,32,0
      cfm.tlv.length 4,5
      cfm.tlv.data.value 01020304
      cfm.tlv.tst.test.pattern.type 0
      cfm.tlv.tst.test.pattern 1`,
  },
  {
    name: "CFM: a linktrace",
    on: "ethertype 8902",
    bytes: `60 05 80 11 00000007 40 020000000001 020000000002 00`,
    tshark: `_ws.col.Protocol CFM
      _ws.col.Info Type Linktrace Message (LTM)
      cfm.md.level 3
      cfm.version 0
      cfm.opcode 5
      cfm.ltm.pdu 1
      cfm.flags 0x80
      cfm.flags.usefdbonly 1
      cfm.flags.ltm.reserved 0
      cfm.first.tlv.offset 17
      cfm.lt.transaction.id 7
      cfm.lt.ttl 64
      cfm.ltm.orig.addr 02:00:00:00:00:01
      cfm.ltm.targ.addr 02:00:00:00:00:02
      cfm.all.tlvs 1
      cfm.tlv.type 0`,
  },
  {
    name: "CFM: its reply",
    on: "ethertype 8902",
    bytes: `60 04 60 06 00000007 3f 01
      08 0010 0001 020000000001 0002 020000000002
      05 0007 01 020000000003 06 000c 02 020000000004 03 07 616263 00`,
    tshark: `_ws.col.Protocol CFM
      _ws.col.Info Type Linktrace Reply (LTR)
      cfm.md.level 3
      cfm.version 0
      cfm.opcode 4
      cfm.ltr.pdu 1
      cfm.flags 0x60
      cfm.flags.usefdbonly 0
      cfm.flags.fwdyes 1
      cfm.flags.ltr.terminalmep 1
      cfm.flags.ltr.reserved 0
      cfm.first.tlv.offset 6
      cfm.lt.transaction.id 7
      cfm.lt.ttl 63
      cfm.ltr.relay.action 1
      cfm.all.tlvs 1
      cfm.tlv.type 8,5,6,0
      cfm.tlv.length 16,7,12
      cfm.tlv.ltr.egress.last.id.ui 0001
      cfm.tlv.ltr.egress.last.id.mac 02:00:00:00:00:01
      cfm.tlv.ltr.egress.next.id.ui 0002
      cfm.tlv.ltr.egress.next.id.mac 02:00:00:00:00:02
      cfm.tlv.reply.ingress.action 1
      cfm.tlv.reply.ingress.mac.address 02:00:00:00:00:03
      cfm.tlv.reply.egress.action 2
      cfm.tlv.reply.egress.mac.address 02:00:00:00:00:04
      cfm.tlv.reply.ing.egr.portid.length 3
      cfm.tlv.reply.ing.egr.portid.subtype 7
      cfm.tlv.reply.ing.egr.portid 616263`,
  },
  {
    name: "CFM: an alarm",
    on: "ethertype 8902",
    bytes: `60 21 04 00 00`,
    tshark: `_ws.col.Protocol CFM
      _ws.col.Info Type Alarm Indication Signal (AIS)
      cfm.md.level 3
      cfm.version 0
      cfm.opcode 33
      cfm.ais.pdu 1
      cfm.flags 0x04
      cfm.flags.ais_lck_Reserved 0
      cfm.flags.ais_lck_Period 4
      cfm.first.tlv.offset 0
      cfm.all.tlvs 1
      cfm.tlv.type 0`,
  },
  {
    name: "CFM: a test",
    on: "ethertype 8902",
    bytes: `60 25 00 04 00000009 00`,
    tshark: `_ws.col.Protocol CFM
      _ws.col.Info Type Test Signal (TST)
      cfm.md.level 3
      cfm.version 0
      cfm.opcode 37
      cfm.tst.pdu 1
      cfm.flags 0x00
      cfm.flags.reserved 0
      cfm.first.tlv.offset 4
      cfm.tst.sequence.num 9
      cfm.all.tlvs 1
      cfm.tlv.type 0`,
  },
  {
    name: "CFM: loss, measured",
    on: "ethertype 8902",
    bytes: `60 2b 00 0c 00000001 00000002 00000003 00`,
    tshark: `_ws.col.Protocol CFM
      _ws.col.Info Type Loss Measurement Message (LMM)
      cfm.md.level 3
      cfm.version 0
      cfm.opcode 43
      cfm.lmm.pdu 1
      cfm.flags 0x00
      cfm.flags.reserved 0
      cfm.first.tlv.offset 12
      cfm.lmm.lmr.txfcf 00000001
      cfm.lmm.lmr.rxfcf 00000002
      cfm.lmm.lmr.txfcb 00000003
      cfm.all.tlvs 1
      cfm.tlv.type 0`,
  },
  {
    name: "CFM: delay, measured one way",
    on: "ethertype 8902",
    bytes: `60 2d 00 10 0000000100000002 0000000300000004 00`,
    tshark: `_ws.col.Protocol CFM
      _ws.col.Info Type One Way Delay Measurement (1DM)
      cfm.md.level 3
      cfm.version 0
      cfm.opcode 45
      cfm.odm.pdu 1
      cfm.flags 0x00
      cfm.flags.reserved 0
      cfm.first.tlv.offset 16
      cfm.odm.dmm.dmr.txtimestampf 0000000100000002
      cfm.odm.dmm.dmr.rxtimestampf 0000000300000004
      cfm.all.tlvs 1
      cfm.tlv.type 0`,
  },
  {
    name: "CFM: delay, measured both ways",
    on: "ethertype 8902",
    bytes: `60 2f 00 20 0000000100000002 0000000300000004 0000000500000006 0000000700000008 00`,
    tshark: `_ws.col.Protocol CFM
      _ws.col.Info Type Delay Measurement Message (DMM)
      cfm.md.level 3
      cfm.version 0
      cfm.opcode 47
      cfm.dmm.pdu 1
      cfm.flags 0x00
      cfm.flags.reserved 0
      cfm.first.tlv.offset 32
      cfm.odm.dmm.dmr.txtimestampf 0000000100000002
      cfm.odm.dmm.dmr.rxtimestampf 0000000300000004
      cfm.dmm.dmr.txtimestampb 0000000500000006
      cfm.dmm.dmr.rxtimestampb 0000000700000008
      cfm.all.tlvs 1
      cfm.tlv.type 0`,
  },
  {
    name: "CFM: synthetic loss",
    on: "ethertype 8902",
    bytes: `60 37 00 10 0005 0006 00000001 00000002 00000003 00`,
    tshark: `_ws.col.Protocol CFM
      _ws.col.Info Type Synthetic Loss Message (SLM)
      cfm.md.level 3
      cfm.version 0
      cfm.opcode 55
      cfm.slm.pdu 1
      cfm.flags 0x00
      cfm.flags.reserved 0
      cfm.first.tlv.offset 16
      cfm.slm.src_mep_id 5
      cfm.slr.rsp_mep_id 6
      cfm.slm.test_id 00000001
      cfm.slm.txfcf 2
      cfm.slr.txfcb 3
      cfm.all.tlvs 1
      cfm.tlv.type 0`,
  },
  {
    name: "CFM: somebody's own",
    on: "ethertype 8902",
    bytes: `60 33 00 04 0080c2 01 00`,
    tshark: `_ws.col.Protocol CFM
      _ws.col.Info Type Vendor Specific Message (VSM)
      cfm.md.level 3
      cfm.version 0
      cfm.opcode 51
      cfm.vsm.pdu 1
      cfm.flags 0x00
      cfm.flags.reserved 0
      cfm.first.tlv.offset 4
      cfm.tlv.org.spec.oui 32962
      cfm.tlv.org.spec.subtype 01
      cfm.all.tlvs 1
      cfm.tlv.type 0`,
  },
];
