/** Frames of IEEE 802.11 and what radios say of them: IEEE 802.11-2020, radiotap.org, PPI 1.0.10, and the drivers' headers. */
import type { Made } from "./packets.ts";

export const wireless: readonly Made[] = [
  {
    name: "radiotap: all fields of old radios",
    on: "linktype 127",
    bytes: `00 00 3400  # version, length
      ffff0700  # what follows
      87d6120000000000  # MAC time
      82 0c 6c09 8004  # flags, rate, channel
      01 02 c0 a0  # hopping, signal, noise
      1000 2000 3000 14 01 28 05  # quality, attenuations, power, antenna, signal, noise
      0200 1f00 03 04  # flags of both directions, retries
      0000 80000100 6c09 01 14  # extended channel
      d4000000 020000000001  # an acknowledgement`,
    tshark: `frame.protocols radiotap:wlan_radio:wlan
      _ws.col.Source
      _ws.col.Destination 02:00:00:00:00:01 (RA)
      _ws.col.Protocol 802.11
      _ws.col.Info Acknowledgement, Flags=........
      radiotap.version 0
      radiotap.pad 0
      radiotap.length 52
      radiotap.present 1
      radiotap.present.word 0x0007ffff
      radiotap.present.tsft 1
      radiotap.present.flags 1
      radiotap.present.rate 1
      radiotap.present.channel 1
      radiotap.present.fhss 1
      radiotap.present.dbm_antsignal 1
      radiotap.present.dbm_antnoise 1
      radiotap.present.lock_quality 1
      radiotap.present.tx_attenuation 1
      radiotap.present.db_tx_attenuation 1
      radiotap.present.dbm_tx_power 1
      radiotap.present.antenna 1
      radiotap.present.db_antsignal 1
      radiotap.present.db_antnoise 1
      radiotap.present.rxflags 1
      radiotap.present.txflags 1
      radiotap.present.data_retries 1
      radiotap.present.xchannel 1
      radiotap.present.mcs 0
      radiotap.present.ampdu 0
      radiotap.present.vht 0
      radiotap.present.timestamp 0
      radiotap.present.he 0
      radiotap.present.he_mu 0
      radiotap.present.0_length.psdu 0
      radiotap.present.l_sig 0
      radiotap.present.tlv 0
      radiotap.present.rtap_ns 0
      radiotap.present.vendor_ns 0
      radiotap.present.ext 0
      radiotap.mactime 1234567
      radiotap.flags 0x82
      radiotap.flags.cfp 0
      radiotap.flags.preamble 1
      radiotap.flags.wep 0
      radiotap.flags.frag 0
      radiotap.flags.fcs 0
      radiotap.flags.datapad 0
      radiotap.flags.badfcs 0
      radiotap.flags.shortgi 1
      radiotap.datarate 6
      radiotap.channel.freq 2412
      radiotap.channel.flags 0x0480
      radiotap.channel.flags.700mhz 0
      radiotap.channel.flags.800mhz 0
      radiotap.channel.flags.900mhz 0
      radiotap.channel.flags.turbo 0
      radiotap.channel.flags.cck 0
      radiotap.channel.flags.ofdm 0
      radiotap.channel.flags.2ghz 1
      radiotap.channel.flags.5ghz 0
      radiotap.channel.flags.passive 0
      radiotap.channel.flags.dynamic 1
      radiotap.channel.flags.gfsk 0
      radiotap.channel.flags.gsm 0
      radiotap.channel.flags.sturbo 0
      radiotap.channel.flags.half 0
      radiotap.channel.flags.quarter 0
      radiotap.fhss.hopset 1
      radiotap.fhss.pattern 2
      radiotap.dbm_antsignal -64
      radiotap.dbm_antnoise -96
      radiotap.quality 16
      radiotap.txattenuation 32
      radiotap.db_txattenuation 48
      radiotap.txpower 20
      radiotap.antenna 1
      radiotap.db_antsignal 40
      radiotap.db_antnoise 5
      radiotap.rxflags 0x0002
      radiotap.rxflags.badplcp 1
      radiotap.txflags 0x001f
      radiotap.rxflags.fail 1
      radiotap.rxflags.cts 1
      radiotap.rxflags.rts 1
      radiotap.rxflags.noack 1
      radiotap.rxflags.noseqno 1
      radiotap.rxflags.order 0
      radiotap.tlv.unknown_data 03
      radiotap.data_retries 4
      radiotap.xchannel.channel 1
      radiotap.xchannel.freq 2412
      radiotap.xchannel.flags 0x00010080
      radiotap.xchannel.flags.turbo 0
      radiotap.xchannel.flags.cck 0
      radiotap.xchannel.flags.ofdm 0
      radiotap.xchannel.flags.2ghz 1
      radiotap.xchannel.flags.5ghz 0
      radiotap.channel.xtype.passive 0
      radiotap.xchannel.flags.dynamic 0
      radiotap.xchannel.flags.gfsk 0
      radiotap.xchannel.flags.gsm 0
      radiotap.xchannel.flags.sturbo 0
      radiotap.xchannel.flags.half 0
      radiotap.xchannel.flags.quarter 0
      radiotap.xchannel.flags.ht20 1
      radiotap.xchannel.flags.ht40u 0
      radiotap.xchannel.flags.ht40d 0
      wlan_radio.phy 1
      wlan_radio.fhss.hop_set 0x01
      wlan_radio.fhss.hop_pattern 0x02
      wlan_radio.data_rate 6
      wlan_radio.channel 1
      wlan_radio.frequency 2412
      wlan_radio.signal_db 40
      wlan_radio.signal_dbm -64
      wlan_radio.noise_db 5
      wlan_radio.noise_dbm -96
      wlan_radio.snr 32
      wlan_radio.timestamp 1234567
      wlan.fc.type_subtype 0x001d
      wlan.fc 0xd400
      wlan.fc.version 0
      wlan.fc.type 1
      wlan.fc.subtype 13
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra 02:00:00:00:00:01`,
  },
  {
    name: "radiotap: 802.11n, in an aggregate",
    on: "linktype 127",
    bytes: `00 00 1900 02001800  # version, length, what follows
      90 7f a5 07  # flags, MCS
      07000000 df00 12 00  # A-MPDU
      00  # padding of the header
      d4000000 020000000001 01020304  # an acknowledgement`,
    tshark: `frame.protocols radiotap:wlan_radio:wlan:data
      _ws.col.Source
      _ws.col.Destination
      _ws.col.Protocol 802.11
      _ws.col.Info Unknown protocol version: 2
      radiotap.version 0
      radiotap.pad 0
      radiotap.length 25
      radiotap.present 1
      radiotap.present.word 0x00180002
      radiotap.present.tsft 0
      radiotap.present.flags 1
      radiotap.present.rate 0
      radiotap.present.channel 0
      radiotap.present.fhss 0
      radiotap.present.dbm_antsignal 0
      radiotap.present.dbm_antnoise 0
      radiotap.present.lock_quality 0
      radiotap.present.tx_attenuation 0
      radiotap.present.db_tx_attenuation 0
      radiotap.present.dbm_tx_power 0
      radiotap.present.antenna 0
      radiotap.present.db_antsignal 0
      radiotap.present.db_antnoise 0
      radiotap.present.rxflags 0
      radiotap.present.txflags 0
      radiotap.present.data_retries 0
      radiotap.present.xchannel 0
      radiotap.present.mcs 1
      radiotap.present.ampdu 1
      radiotap.present.vht 0
      radiotap.present.timestamp 0
      radiotap.present.he 0
      radiotap.present.he_mu 0
      radiotap.present.0_length.psdu 0
      radiotap.present.l_sig 0
      radiotap.present.tlv 0
      radiotap.present.rtap_ns 0
      radiotap.present.vendor_ns 0
      radiotap.present.ext 0
      radiotap.flags 0x90
      radiotap.flags.cfp 0
      radiotap.flags.preamble 0
      radiotap.flags.wep 0
      radiotap.flags.frag 0
      radiotap.flags.fcs 1
      radiotap.flags.datapad 0
      radiotap.flags.badfcs 0
      radiotap.flags.shortgi 1
      radiotap.mcs 1
      radiotap.mcs.known 0x7f
      radiotap.mcs.have_bw 1
      radiotap.mcs.have_index 1
      radiotap.mcs.have_gi 1
      radiotap.mcs.have_format 1
      radiotap.mcs.have_fec 1
      radiotap.mcs.have_stbc 1
      radiotap.mcs.have_ness 1
      radiotap.mcs.ness_bit1 0
      radiotap.mcs.bw 1
      radiotap.mcs.gi 1
      radiotap.mcs.format 0
      radiotap.mcs.fec 0
      radiotap.mcs.stbc 1
      radiotap.mcs.ness_bit0 1
      radiotap.mcs.index 7
      radiotap.datarate 150
      radiotap.ampdu 1
      radiotap.ampdu.reference 7
      radiotap.ampdu.flags 0x00df
      radiotap.ampdu.flags.report_zerolen 1
      radiotap.ampdu.flags.is_zerolen 1
      radiotap.ampdu.flags.lastknown 1
      radiotap.ampdu.flags.last 1
      radiotap.ampdu.flags.delim_crc_error 1
      radiotap.ampdu.flags.eof 1
      radiotap.ampdu.flags.eof_known 1
      wlan_radio.phy 7
      wlan_radio.11n.mcs_index 7
      wlan_radio.11n.bandwidth 1
      wlan_radio.11n.short_gi 1
      wlan_radio.11n.greenfield 0
      wlan_radio.11n.fec 0
      wlan_radio.11n.stbc_streams 1
      wlan_radio.11n.ness 1
      wlan_radio.data_rate 150
      wlan_radio.last_part_of_an_ampdu 1
      wlan_radio.a_mpdu_delim_crc_error 1
      wlan_radio.a_mpdu_aggregate_id 7
      wlan_radio.duration 51
      wlan_radio.preamble 44
      wlan.fc.version 2
      wlan.fcs 0x04030201
      wlan.fcs.status 2`,
  },
  {
    name: "radiotap: 802.11ac to two stations",
    on: "linktype 127",
    bytes: `00 00 1400 00002000  # version, length, what follows
      6f01 2d 04 92810000 03 3f 2301  # VHT
      d4000000 020000000001  # an acknowledgement`,
    tshark: `frame.protocols radiotap:wlan_radio:wlan
      _ws.col.Source
      _ws.col.Destination 02:00:00:00:00:01 (RA)
      _ws.col.Protocol 802.11
      _ws.col.Info Acknowledgement, Flags=........
      radiotap.version 0
      radiotap.pad 0
      radiotap.length 20
      radiotap.present 1
      radiotap.present.word 0x00200000
      radiotap.present.tsft 0
      radiotap.present.flags 0
      radiotap.present.rate 0
      radiotap.present.channel 0
      radiotap.present.fhss 0
      radiotap.present.dbm_antsignal 0
      radiotap.present.dbm_antnoise 0
      radiotap.present.lock_quality 0
      radiotap.present.tx_attenuation 0
      radiotap.present.db_tx_attenuation 0
      radiotap.present.dbm_tx_power 0
      radiotap.present.antenna 0
      radiotap.present.db_antsignal 0
      radiotap.present.db_antnoise 0
      radiotap.present.rxflags 0
      radiotap.present.txflags 0
      radiotap.present.data_retries 0
      radiotap.present.xchannel 0
      radiotap.present.mcs 0
      radiotap.present.ampdu 0
      radiotap.present.vht 1
      radiotap.present.timestamp 0
      radiotap.present.he 0
      radiotap.present.he_mu 0
      radiotap.present.0_length.psdu 0
      radiotap.present.l_sig 0
      radiotap.present.tlv 0
      radiotap.present.rtap_ns 0
      radiotap.present.vendor_ns 0
      radiotap.present.ext 0
      radiotap.vht 1
      radiotap.vht.have_stbc 1
      radiotap.vht.have_txop_ps 1
      radiotap.vht.have_gi 1
      radiotap.vht.have_sgi_nsym_da 1
      radiotap.vht.ldpc_extra 0
      radiotap.vht.have_beamformed 1
      radiotap.mcs.have_bw 1
      radiotap.mcs.have_gid 0
      radiotap.mcs.have_paid 1
      radiotap.vht.stbc 1
      radiotap.vht.txop_ps 0
      radiotap.vht.gi 1
      radiotap.vht.sgi_nsym_da 1
      radiotap.vht.beamformed 1
      radiotap.vht.bw 4
      radiotap.vht.user 1,1
      radiotap.vht.mcs.0 9
      radiotap.vht.nss.0 2
      radiotap.vht.nsts.0 4
      radiotap.vht.coding.0 1
      radiotap.vht.datarate.0 866.6
      radiotap.vht.mcs.1 8
      radiotap.vht.nss.1 1
      radiotap.vht.nsts.1 2
      radiotap.vht.coding.1 1
      radiotap.vht.datarate.1 390
      radiotap.vht.paid 291
      wlan_radio.phy 8
      wlan_radio.11ac.short_gi 1
      wlan_radio.11ac.bandwidth 4
      wlan_radio.11ac.stbc 1
      wlan_radio.11ac.short_gi_nsym_disambig 1
      wlan_radio.11ac.beamformed 1
      wlan_radio.11ac.user 1,1
      wlan_radio.11ac.mcs 9,8
      wlan_radio.11ac.nss 2,1
      wlan_radio.11ac.nsts 4,2
      wlan_radio.11ac.fec 1,1
      wlan_radio.11ac.paid 291
      wlan_radio.data_rate 390
      wlan_radio.duration 48
      wlan_radio.preamble 48
      wlan.fc.type_subtype 0x001d
      wlan.fc 0xd400
      wlan.fc.version 0
      wlan.fc.type 1
      wlan.fc.subtype 13
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra 02:00:00:00:00:01`,
  },
  {
    name: "radiotap: 802.11ax, time stamp, L-SIG",
    on: "linktype 127",
    bytes: `00 00 2800 0000c008  # version, length, what follows
      6300000000000000 0500 21 03  # time stamp
      fcc3 fe00 e569 0f00 8021 027f  # HE
      0300 3b12 0000 0000  # L-SIG
      d4000000 020000000001  # an acknowledgement`,
    tshark: `frame.protocols radiotap:wlan_radio:wlan
      _ws.col.Source
      _ws.col.Destination 02:00:00:00:00:01 (RA)
      _ws.col.Protocol 802.11
      _ws.col.Info Acknowledgement, Flags=........
      radiotap.version 0
      radiotap.pad 0
      radiotap.length 40
      radiotap.present 1
      radiotap.present.word 0x08c00000
      radiotap.present.tsft 0
      radiotap.present.flags 0
      radiotap.present.rate 0
      radiotap.present.channel 0
      radiotap.present.fhss 0
      radiotap.present.dbm_antsignal 0
      radiotap.present.dbm_antnoise 0
      radiotap.present.lock_quality 0
      radiotap.present.tx_attenuation 0
      radiotap.present.db_tx_attenuation 0
      radiotap.present.dbm_tx_power 0
      radiotap.present.antenna 0
      radiotap.present.db_antsignal 0
      radiotap.present.db_antnoise 0
      radiotap.present.rxflags 0
      radiotap.present.txflags 0
      radiotap.present.data_retries 0
      radiotap.present.xchannel 0
      radiotap.present.mcs 0
      radiotap.present.ampdu 0
      radiotap.present.vht 0
      radiotap.present.timestamp 1
      radiotap.present.he 1
      radiotap.present.he_mu 0
      radiotap.present.0_length.psdu 0
      radiotap.present.l_sig 1
      radiotap.present.tlv 0
      radiotap.present.rtap_ns 0
      radiotap.present.vendor_ns 0
      radiotap.present.ext 0
      radiotap.timestamp 1
      radiotap.timestamp.ts 99
      radiotap.timestamp.accuracy 5
      radiotap.timestamp.unit 1
      radiotap.timestamp.samplingpos 2
      radiotap.timestamp.flags.32bit 1
      radiotap.timestamp.flags.accuracy 1
      radiotap.he.data_1 0xc3fc
      radiotap.he.data_1.ppdu_format 0x0000
      radiotap.he.data_1.bss_color_known 1
      radiotap.he.data_1.beam_change_known 1
      radiotap.he.data_1.ul_dl_known 1
      radiotap.he.data_1.data_mcs_known 1
      radiotap.he.data_1.data_dcm_known 1
      radiotap.he.data_1.coding_known 1
      radiotap.he.data_1.ldpc_extra_symbol_segment_known 1
      radiotap.he.data_1.stbc_known 1
      radiotap.he.data_1.spatial_reuse_1_known 0
      radiotap.he.data_1.spatial_reuse_2_known 0
      radiotap.he.data_1.spatial_reuse_3_known 0
      radiotap.he.data_1.spatial_reuse_4_known 0
      radiotap.he.data_1.data_bw_ru_allocation_known 1
      radiotap.he.data_1.doppler_known 1
      radiotap.he.data_2 0x00fe
      radiotap.he.data_2.pri_sec_80_mhz_known 0
      radiotap.he.data_2.gi_known 1
      radiotap.he.data_2.num_ltf_symbols_known 1
      radiotap.he.data_2.pre_fec_padding_factor_known 1
      radiotap.he.data_2.txbf_known 1
      radiotap.he.data_2.pe_disambiguity_known 1
      radiotap.he.data_2.txop_known 1
      radiotap.he.data_2.midamble_periodicity_known 1
      radiotap.he.data_2.ru_allocation_offset 0x0000
      radiotap.he.data_2.ru_allocation_offseti_known 0
      radiotap.he.data_2.pri_sec_80_mhz 0
      radiotap.he.data_3 0x69e5
      radiotap.he.data_3.bss_color 0x0025
      radiotap.he.data_3.beam_change 0x0001
      radiotap.he.data_3.ul_dl 0x0001
      radiotap.he.data_3.data_mcs 0x0009
      radiotap.he.data_3.data_dcm 0x0000
      radiotap.he.data_3.coding 0x0001
      radiotap.he.data_3.ldpc_extra_symbol_segment 0x0001
      radiotap.he.data_3.stbc 0x0000
      radiotap.he.data_4 0x000f
      radiotap.he.data_4.spatial_reuse_unknown 0x000f
      radiotap.he.data_4.reserved_d4_fff0 0x0000
      radiotap.he.data_5 0x2180
      radiotap.he.data_5.data_bw_ru_allocation 0x0000
      radiotap.he.data_5.gi 0x0000
      radiotap.he.data_5.ltf_symbol_size 0x0002
      radiotap.he.num_ltf_symbols 0x0001
      radiotap.he.data_5.reserved_d5_b11 0x0000
      radiotap.he.pre_fec_padding_factor 0x0002
      radiotap.he.txbf 0x0000
      radiotap.he.pe_disambiguity 0x0000
      radiotap.he.data_6 0x7f02
      radiotap.he.data_6.nsts 0x0002
      radiotap.he.data_6.doppler_value 0x0000
      radiotap.he.data_6.reserved_d6_00e0 0x0000
      radiotap.he.data_6.txop_value 0x007f
      radiotap.he.data_6.midamble_periodicity 0x0000
      radiotap.l_sig.data1 0x0003
      radiotap.l_sig.rate_known 1
      radiotap.l_sig.length_known 1
      radiotap.l_sig.reserved 0x0000
      radiotap.l_sig.data2 0x123b
      radiotap.l_sig.rate 11
      radiotap.l_sig.length 291
      wlan_radio.phy 11
      wlan_radio.data_rate 229.4
      wlan.fc.type_subtype 0x001d
      wlan.fc 0xd400
      wlan.fc.version 0
      wlan.fc.type 1
      wlan.fc.subtype 13
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra 02:00:00:00:00:01`,
  },
  {
    name: "radiotap: a vendor's, and the standard's again",
    on: "linktype 127",
    bytes: `00 00 2000  # version, length
      220000c0 000000a0 20000000  # three words
      10 c0  # flags, signal
      00037f 00 0400 01020304  # the vendor's
      c1 00 00 00  # signal again
      d4000000 020000000001 01020304  # an acknowledgement`,
    tshark: `frame.protocols radiotap:wlan_radio:wlan
      _ws.col.Source
      _ws.col.Destination 02:00:00:00:00:01 (RA)
      _ws.col.Protocol 802.11
      _ws.col.Info Acknowledgement, Flags=........C
      radiotap.version 0
      radiotap.pad 0
      radiotap.length 32
      radiotap.present 1
      radiotap.present.word 0xc0000022,0xa0000000,0x00000020
      radiotap.present.tsft 0,0
      radiotap.present.flags 1,0
      radiotap.present.rate 0,0
      radiotap.present.channel 0,0
      radiotap.present.fhss 0,0
      radiotap.present.dbm_antsignal 1,1
      radiotap.present.dbm_antnoise 0,0
      radiotap.present.lock_quality 0,0
      radiotap.present.tx_attenuation 0,0
      radiotap.present.db_tx_attenuation 0,0
      radiotap.present.dbm_tx_power 0,0
      radiotap.present.antenna 0,0
      radiotap.present.db_antsignal 0,0
      radiotap.present.db_antnoise 0,0
      radiotap.present.rxflags 0,0
      radiotap.present.txflags 0,0
      radiotap.present.data_retries 0,0
      radiotap.present.xchannel 0,0
      radiotap.present.mcs 0,0
      radiotap.present.ampdu 0,0
      radiotap.present.vht 0,0
      radiotap.present.timestamp 0,0
      radiotap.present.he 0,0
      radiotap.present.he_mu 0,0
      radiotap.present.0_length.psdu 0,0
      radiotap.present.l_sig 0,0
      radiotap.present.tlv 0,0
      radiotap.present.rtap_ns 0,1,0
      radiotap.present.vendor_ns 1,0,0
      radiotap.present.ext 1,1,0
      radiotap.flags 0x10
      radiotap.flags.cfp 0
      radiotap.flags.preamble 0
      radiotap.flags.wep 0
      radiotap.flags.frag 0
      radiotap.flags.fcs 1
      radiotap.flags.datapad 0
      radiotap.flags.badfcs 0
      radiotap.flags.shortgi 0
      radiotap.dbm_antsignal -64,-63
      radiotap.vendor_namespace 00037f00040001020304
      radiotap.vendor_oui 895
      radiotap.vendor_subns 0
      radiotap.vendor_data_len 4
      radiotap.vendor_data 1
      wlan_radio.signal_dbm -63
      wlan.fc.type_subtype 0x001d
      wlan.fc 0xd400
      wlan.fc.version 0
      wlan.fc.type 1
      wlan.fc.subtype 13
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra 02:00:00:00:00:01
      wlan.fcs 0x04030201
      wlan.fcs.status 2`,
  },
  {
    name: "802.11: data to an access point, padded, with a check sequence",
    on: "linktype 127",
    bytes: `00 00 0900 02000000 30  # radiotap: padded, FCS
      8801 2c00 020000000001 020000000002 020000000003 2001  # to the distribution system
      1305 0000  # QoS, padding
      aaaa03 000000 0800  # LLC and SNAP
      45000020000100004011 66ca 0a000001 0a000002  # IP
      9c40 1389 000c 0000 01020304  # UDP
      deadbeef  # FCS`,
    tshark: `frame.protocols radiotap:wlan_radio:wlan:llc:ip:udp:data
      _ws.col.Source 10.0.0.1
      _ws.col.Destination 10.0.0.2
      _ws.col.Protocol UDP
      _ws.col.Info 40000 → 5001 Len=4
      radiotap.version 0
      radiotap.pad 0
      radiotap.length 9
      radiotap.present 1
      radiotap.present.word 0x00000002
      radiotap.present.tsft 0
      radiotap.present.flags 1
      radiotap.present.rate 0
      radiotap.present.channel 0
      radiotap.present.fhss 0
      radiotap.present.dbm_antsignal 0
      radiotap.present.dbm_antnoise 0
      radiotap.present.lock_quality 0
      radiotap.present.tx_attenuation 0
      radiotap.present.db_tx_attenuation 0
      radiotap.present.dbm_tx_power 0
      radiotap.present.antenna 0
      radiotap.present.db_antsignal 0
      radiotap.present.db_antnoise 0
      radiotap.present.rxflags 0
      radiotap.present.txflags 0
      radiotap.present.data_retries 0
      radiotap.present.xchannel 0
      radiotap.present.mcs 0
      radiotap.present.ampdu 0
      radiotap.present.vht 0
      radiotap.present.timestamp 0
      radiotap.present.he 0
      radiotap.present.he_mu 0
      radiotap.present.0_length.psdu 0
      radiotap.present.l_sig 0
      radiotap.present.tlv 0
      radiotap.present.rtap_ns 0
      radiotap.present.vendor_ns 0
      radiotap.present.ext 0
      radiotap.flags 0x30
      radiotap.flags.cfp 0
      radiotap.flags.preamble 0
      radiotap.flags.wep 0
      radiotap.flags.frag 0
      radiotap.flags.fcs 1
      radiotap.flags.datapad 1
      radiotap.flags.badfcs 0
      radiotap.flags.shortgi 0
      wlan.fc.type_subtype 0x0028
      wlan.fc 0x8801
      wlan.fc.version 0
      wlan.fc.type 2
      wlan.fc.subtype 8
      wlan.flags 0x01
      wlan.fc.ds 0x01
      wlan.fc.tods 1
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 44
      wlan.ra 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.da 02:00:00:00:00:03
      wlan.sa 02:00:00:00:00:02
      wlan.bssid 02:00:00:00:00:01
      wlan.staa 02:00:00:00:00:02
      wlan.frag 0
      wlan.seq 18
      wlan.fcs 0xefbeadde
      wlan.fcs.status 2
      wlan.qos 0x0513
      wlan.qos.tid 3
      wlan.qos.priority 3
      wlan.qos.bit4 1
      wlan.qos.ack 0x0000
      wlan.qos.amsdupresent 0
      wlan.qos.queue_size 5`,
  },
  {
    name: "802.11: data from an access point to a group, of QoS with HT control",
    on: "linktype 105",
    bytes: `8882 2c00 01005e000001 020000000002 020000000003 2001  # from the distribution system
      13f2 03204000  # QoS, HT control
      aaaa03 000000 0800  # LLC and SNAP
      45000020000100004011 66ca 0a000001 0a000002  # IP
      9c40 1389 000c 0000 01020304  # UDP`,
    tshark: `frame.protocols wlan:llc:ip:udp:data
      _ws.col.Source 10.0.0.1
      _ws.col.Destination 10.0.0.2
      _ws.col.Protocol UDP
      _ws.col.Info 40000 → 5001 Len=4
      wlan.fc.type_subtype 0x0028
      wlan.fc 0x8882
      wlan.fc.version 0
      wlan.fc.type 2
      wlan.fc.subtype 8
      wlan.flags 0x82
      wlan.fc.ds 0x02
      wlan.fc.tods 0
      wlan.fc.fromds 1
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 1
      wlan.duration 44
      wlan.ra 01:00:5e:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.da 01:00:5e:00:00:01
      wlan.sa 02:00:00:00:00:03
      wlan.bssid 02:00:00:00:00:02
      wlan.staa 01:00:5e:00:00:01
      wlan.frag 0
      wlan.seq 18
      wlan.qos 0xf213
      wlan.qos.tid 3
      wlan.qos.priority 3
      wlan.qos.eosp 1
      wlan.qos.ack 0x0000
      wlan.qos.amsdupresent 0
      wlan.qos.ps_buf_state 0x00f2
      wlan.qos.buf_state_indicated 1
      wlan.qos.highest_pri_buf_ac 0
      wlan.qos.qap_buf_load 15
      wlan.htc 0x00402003
      wlan.htc.vht 1
      wlan.htc.he 1
      wlan.htc.he.a_control.ctrl_id 0`,
  },
  {
    name: "802.11: data between access points, through a mesh",
    on: "linktype 105",
    bytes: `8803 2c00 020000000001 020000000002 020000000003 2001 020000000004  # four addresses
      0001 01 1d 01000000 020000000009  # QoS, mesh control
      aaaa03 000000 0800  # LLC and SNAP
      45000020000100004011 66ca 0a000001 0a000002  # IP
      9c40 1389 000c 0000 01020304  # UDP`,
    tshark: `frame.protocols wlan:llc:ip:udp:data
      _ws.col.Source 10.0.0.1
      _ws.col.Destination 10.0.0.2
      _ws.col.Protocol UDP
      _ws.col.Info 40000 → 5001 Len=4
      wlan.fc.type_subtype 0x0028
      wlan.fc 0x8803
      wlan.fc.version 0
      wlan.fc.type 2
      wlan.fc.subtype 8
      wlan.flags 0x03
      wlan.fc.ds 0x03
      wlan.fc.tods 1
      wlan.fc.fromds 1
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 44
      wlan.ra 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.da 02:00:00:00:00:03
      wlan.sa 02:00:00:00:00:04
      wlan.frag 0
      wlan.seq 18
      wlan.qos 0x0100
      wlan.qos.tid 0
      wlan.qos.priority 0
      wlan.qos.eosp 0
      wlan.qos.ack 0x0000
      wlan.qos.amsdupresent 0
      wlan.qos.mesh_ctl_present 1
      wlan.qos.mesh_ps.reserved 0
      wlan.qos.mesh_rspi 0
      wlan.mesh.control_field 1
      wlan.fixed.mesh_flags 0x01
      wlan.fixed.mesh_ttl 0x1d
      wlan.fixed.mesh_sequence 0x00000001
      wlan.fixed.mesh_addr4 02:00:00:00:00:09`,
  },
  {
    name: "802.11: two frames in one",
    on: "linktype 105",
    bytes: `8801 2c00 020000000001 020000000002 020000000003 2001 8000  # an A-MSDU
      020000000003 020000000002 0028  # the first
      aaaa03 000000 0800  # LLC and SNAP
      45000020000100004011 66ca 0a000001 0a000002  # IP
      9c40 1389 000c 0000 01020304  # UDP
      020000000003 020000000002 0003 aaaa03  # the second`,
    tshark: `_ws.col.Source 10.0.0.1
      _ws.col.Destination 10.0.0.2
      wlan.fc.type_subtype 0x0028
      wlan.fc 0x8801
      wlan.fc.version 0
      wlan.fc.type 2
      wlan.fc.subtype 8
      wlan.flags 0x01
      wlan.fc.ds 0x01
      wlan.fc.tods 1
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 44
      wlan.ra 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.sa 02:00:00:00:00:02,02:00:00:00:00:02,00:00:00:02:00:03
      wlan.bssid 02:00:00:00:00:01
      wlan.staa 02:00:00:00:00:02
      wlan.frag 0
      wlan.seq 18
      wlan.qos 0x0080
      wlan.qos.tid 0
      wlan.qos.priority 0
      wlan.qos.bit4 0
      wlan.qos.ack 0x0000
      wlan.qos.amsdupresent 1
      wlan.qos.txop_dur_req 0
      wlan_aggregate.a_mdsu.subframe 1,1
      wlan.da 02:00:00:00:00:03,00:00:00:03:02:00
      wlan_aggregate.a_mdsu.length 40,43690`,
  },
  {
    name: "802.11: a whole frame of Ethernet",
    on: "linktype 105",
    bytes: `0801 2c00 020000000001 020000000002 020000000003 2001  # data
      020000000003 020000000002 0800  # Ethernet
      45000020000100004011 66ca 0a000001 0a000002  # IP
      9c40 1389 000c 0000 01020304  # UDP`,
    tshark: `frame.protocols wlan:eth:ethertype:ip:udp:data
      _ws.col.Source 10.0.0.1
      _ws.col.Destination 10.0.0.2
      _ws.col.Protocol UDP
      _ws.col.Info 40000 → 5001 Len=4
      wlan.fc.type_subtype 0x0020
      wlan.fc 0x0801
      wlan.fc.version 0
      wlan.fc.type 2
      wlan.fc.subtype 0
      wlan.flags 0x01
      wlan.fc.ds 0x01
      wlan.fc.tods 1
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 44
      wlan.ra 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.da 02:00:00:00:00:03
      wlan.sa 02:00:00:00:00:02
      wlan.bssid 02:00:00:00:00:01
      wlan.staa 02:00:00:00:00:02
      wlan.frag 0
      wlan.seq 18`,
  },
  {
    name: "802.11: encrypted by CCMP",
    on: "linktype 105",
    bytes: `0842 2c00 020000000001 020000000002 020000000003 2001  # data
      0102 0060 03040506 aabbccdd00112233  # number of the packet, and it`,
    tshark: `frame.protocols wlan:data
      _ws.col.Source 02:00:00:00:00:03
      _ws.col.Destination 02:00:00:00:00:01
      _ws.col.Protocol 802.11
      _ws.col.Info Data, SN=18, FN=0, Flags=.p....F.
      wlan.fc.type_subtype 0x0020
      wlan.fc 0x0842
      wlan.fc.version 0
      wlan.fc.type 2
      wlan.fc.subtype 0
      wlan.flags 0x42
      wlan.fc.ds 0x02
      wlan.fc.tods 0
      wlan.fc.fromds 1
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 1
      wlan.fc.order 0
      wlan.duration 44
      wlan.ra 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.da 02:00:00:00:00:01
      wlan.sa 02:00:00:00:00:03
      wlan.bssid 02:00:00:00:00:02
      wlan.staa 02:00:00:00:00:01
      wlan.frag 0
      wlan.seq 18
      wlan.ccmp.extiv 0x060504030201
      wlan.wep.key 1`,
  },
  {
    name: "802.11: encrypted by TKIP",
    on: "linktype 105",
    bytes: `0841 2c00 020000000001 020000000002 020000000003 2001  # data
      0222 2360 00000000 aabbccdd00112233  # number of the packet, and it`,
    tshark: `frame.protocols wlan:data
      _ws.col.Source 02:00:00:00:00:02
      _ws.col.Destination 02:00:00:00:00:03
      _ws.col.Protocol 802.11
      _ws.col.Info Data, SN=18, FN=0, Flags=.p.....T
      wlan.fc.type_subtype 0x0020
      wlan.fc 0x0841
      wlan.fc.version 0
      wlan.fc.type 2
      wlan.fc.subtype 0
      wlan.flags 0x41
      wlan.fc.ds 0x01
      wlan.fc.tods 1
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 1
      wlan.fc.order 0
      wlan.duration 44
      wlan.ra 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.da 02:00:00:00:00:03
      wlan.sa 02:00:00:00:00:02
      wlan.bssid 02:00:00:00:00:01
      wlan.staa 02:00:00:00:00:02
      wlan.frag 0
      wlan.seq 18
      wlan.tkip.extiv 0x000000000223
      wlan.wep.key 1`,
  },
  {
    name: "802.11: encrypted by WEP",
    on: "linktype 105",
    bytes: `0841 2c00 020000000001 020000000002 020000000003 2001  # data
      010203 40 aabbccdd 00112233  # vector, key, and it, with its check value`,
    tshark: `frame.protocols wlan:data
      _ws.col.Source 02:00:00:00:00:02
      _ws.col.Destination 02:00:00:00:00:03
      _ws.col.Protocol 802.11
      _ws.col.Info Data, SN=18, FN=0, Flags=.p.....T
      wlan.fc.type_subtype 0x0020
      wlan.fc 0x0841
      wlan.fc.version 0
      wlan.fc.type 2
      wlan.fc.subtype 0
      wlan.flags 0x41
      wlan.fc.ds 0x01
      wlan.fc.tods 1
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 1
      wlan.fc.order 0
      wlan.duration 44
      wlan.ra 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.da 02:00:00:00:00:03
      wlan.sa 02:00:00:00:00:02
      wlan.bssid 02:00:00:00:00:01
      wlan.staa 02:00:00:00:00:02
      wlan.frag 0
      wlan.seq 18
      wlan.wep.iv 0x010203
      wlan.wep.key 1
      wlan.wep.icv 0x00112233`,
  },
  {
    name: "802.11: a fragment",
    on: "linktype 105",
    bytes: `0805 2c00 020000000001 020000000002 020000000003 2001  # data
      aaaa03 000000 0800 45000020`,
    tshark: `frame.protocols wlan:data
      _ws.col.Source 02:00:00:00:00:02
      _ws.col.Destination 02:00:00:00:00:03
      _ws.col.Protocol 802.11
      _ws.col.Info Fragmented IEEE 802.11 frame
      wlan.fc.type_subtype 0x0020
      wlan.fc 0x0805
      wlan.fc.version 0
      wlan.fc.type 2
      wlan.fc.subtype 0
      wlan.flags 0x05
      wlan.fc.ds 0x01
      wlan.fc.tods 1
      wlan.fc.fromds 0
      wlan.fc.frag 1
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 44
      wlan.ra 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.da 02:00:00:00:00:03
      wlan.sa 02:00:00:00:00:02
      wlan.bssid 02:00:00:00:00:01
      wlan.staa 02:00:00:00:00:02
      wlan.frag 0
      wlan.seq 18`,
  },
  {
    name: "802.11: control frames: block acknowledgement",
    on: "linktype 105",
    bytes: `9400 0000 020000000001 020000000002 0510 3012 fffffffffffffffe  # with a bitmap`,
    tshark: `frame.protocols wlan
      _ws.col.Source 02:00:00:00:00:02 (TA)
      _ws.col.Destination 02:00:00:00:00:01 (RA)
      _ws.col.Protocol 802.11
      _ws.col.Info 802.11 Block Ack, Flags=........
      wlan.fc.type_subtype 0x0019
      wlan.fc 0x9400
      wlan.fc.version 0
      wlan.fc.type 1
      wlan.fc.subtype 9
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.ba.control 0x1005
      wlan.ba.control.ackpolicy 1
      wlan.ba.control.ba_type 0x0002
      wlan.ba.control.reserved 0x0000
      wlan.ba.basic.tidinfo 0x0001
      wlan.fixed.ssc 0x1230
      wlan.fixed.ssc.fragment 0
      wlan.fixed.ssc.sequence 291
      wlan.ba.bm fffffffffffffffe
      wlan.ba.bm.missing_frame 347`,
  },
  {
    name: "802.11: control frames: power-save poll",
    on: "linktype 105",
    bytes: `a400 0ac0 020000000001 020000000002`,
    tshark: `frame.protocols wlan
      _ws.col.Source 02:00:00:00:00:02 (TA)
      _ws.col.Destination 02:00:00:00:00:01 (BSSID)
      _ws.col.Protocol 802.11
      _ws.col.Info Power-Save poll, Flags=........
      wlan.fc.type_subtype 0x001a
      wlan.fc 0xa400
      wlan.fc.version 0
      wlan.fc.type 1
      wlan.fc.subtype 10
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.aid 10
      wlan.ra 02:00:00:00:00:01
      wlan.bssid 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02`,
  },
  {
    name: "802.11: control frames: end of contention-free",
    on: "linktype 105",
    bytes: `e400 0000 ffffffffffff 020000000002`,
    tshark: `frame.protocols wlan
      _ws.col.Source 02:00:00:00:00:02 (BSSID)
      _ws.col.Destination ff:ff:ff:ff:ff:ff (RA)
      _ws.col.Protocol 802.11
      _ws.col.Info CF-End (Control-frame), Flags=........
      wlan.fc.type_subtype 0x001e
      wlan.fc 0xe400
      wlan.fc.version 0
      wlan.fc.type 1
      wlan.fc.subtype 14
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra ff:ff:ff:ff:ff:ff
      wlan.bssid 02:00:00:00:00:02`,
  },
  {
    name: "802.11: a beacon",
    on: "linktype 105",
    bytes: `8000 0000 ffffffffffff 020000000001 020000000001 1000  # header
      0102030405060708 6400 3104  # time, interval, capabilities
      00 05 6f6d757331  # name
      01 04 82848b96  # rates
      03 01 06  # channel
      05 04 00 01 01 02  # traffic
      07 06 555320 010b1e  # country
      0b 05 0200 84 1000  # load
      2a 01 04  # ERP
      2d 1a 1c18 1b ffff00000000000000000000 00000000 0000 00000000 00  # HT
      30 18 0100 000fac02 0200 000fac04 000fac02 0100 000fac02 0c00  # RSN
      32 02 0c12  # more rates
      3d 16 06 00 1100 0000 ffff000000000000 0000000000000000  # HT operation
      7f 08 0400084000000040  # extended capabilities
      bf 0c b2798933 faff0000 faff0000  # VHT
      c0 05 01 2a 00 fcff  # VHT operation
      dd 16 0050f2 01 0100 0050f202 0100 0050f202 0100 0050f202  # WPA
      dd 18 0050f2 02 01 01 84 00 03a40000 27a40000 42435e00 62322f00  # WMM
      dd 06 001018 010203  # another vendor's
      ab 01 00  # not read`,
    tshark: `frame.protocols wlan
      _ws.col.Source 02:00:00:00:00:01
      _ws.col.Destination ff:ff:ff:ff:ff:ff
      _ws.col.Protocol 802.11
      _ws.col.Info Beacon frame, SN=1, FN=0, Flags=........, BI=100, SSID="omus1"
      wlan.fc.type_subtype 0x0008
      wlan.fc 0x8000
      wlan.fc.version 0
      wlan.fc.type 0
      wlan.fc.subtype 8
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra ff:ff:ff:ff:ff:ff
      wlan.da ff:ff:ff:ff:ff:ff
      wlan.ta 02:00:00:00:00:01
      wlan.sa 02:00:00:00:00:01
      wlan.bssid 02:00:00:00:00:01
      wlan.frag 0
      wlan.seq 1
      wlan.fixed.all 1
      wlan.fixed.timestamp 578437695752307201
      wlan.fixed.beacon 100
      wlan.fixed.capabilities 0x0431
      wlan.fixed.capabilities.ess 1
      wlan.fixed.capabilities.ibss 0
      wlan.fixed.capabilities.reserved1 0
      wlan.fixed.capabilities.reserved2 0
      wlan.fixed.capabilities.privacy 1
      wlan.fixed.capabilities.short_preamble 1
      wlan.fixed.capabilities.reserved3 0
      wlan.fixed.capabilities.reserved4 0
      wlan.fixed.capabilities.spec_man 0
      wlan.fixed.capabilities.qos 0
      wlan.fixed.capabilities.short_slot_time 1
      wlan.fixed.capabilities.apsd 0
      wlan.fixed.capabilities.radio_measurement 0
      wlan.fixed.capabilities.epd 0
      wlan.fixed.capabilities.reserved5 0
      wlan.fixed.capabilities.reserved6 0
      wlan.tagged.all 1
      wlan.tag 1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1
      wlan.tag.number 0,1,3,5,7,11,42,45,48,50,61,127,191,192,221,221,221,171
      wlan.tag.length 5,4,1,4,6,5,1,26,24,2,22,8,12,5,22,24,6,1
      wlan.ssid 6f6d757331
      wlan.supported_rates 0x82,0x84,0x8b,0x96
      wlan.ds.current_channel 6
      wlan.tim.dtim_count 0
      wlan.tim.dtim_period 1
      wlan.tim.bmapctl 0x01
      wlan.tim.bmapctl.multicast 1
      wlan.tim.bmapctl.offset 0x00
      wlan.tim.partial_virtual_bitmap 02
      wlan.tim.aid 0x01
      wlan.country_info.code US
      wlan.country_info.environment 32
      wlan.country_info.fnm 1
      wlan.country_info.fnm.fcn 1
      wlan.country_info.fnm.nc 11
      wlan.country_info.fnm.mtpl 30
      wlan.qbss.version 2
      wlan.qbss.scount 2
      wlan.qbss.cu 132
      wlan.qbss.adc 16
      wlan.erp_info 0x04
      wlan.erp_info.erp_present 0
      wlan.erp_info.use_protection 0
      wlan.erp_info.barker_preamble_mode 1
      wlan.erp_info.reserved 0x00
      wlan.ht.capabilities 0x181c
      wlan.ht.capabilities.ldpccoding 0
      wlan.ht.capabilities.width 0
      wlan.ht.capabilities.sm 0x0003
      wlan.ht.capabilities.green 1
      wlan.ht.capabilities.short20 0
      wlan.ht.capabilities.short40 0
      wlan.ht.capabilities.txstbc 0
      wlan.ht.capabilities.rxstbc 0x0000
      wlan.ht.capabilities.delayedblockack 0
      wlan.ht.capabilities.amsdu 1
      wlan.ht.capabilities.dsscck 1
      wlan.ht.capabilities.psmp 0
      wlan.ht.capabilities.40mhzintolerant 0
      wlan.ht.capabilities.lsig 0
      wlan.ht.ampduparam 0x1b
      wlan.ht.ampduparam.maxlength 0x03
      wlan.ht.ampduparam.mpdudensity 0x06
      wlan.ht.ampduparam.reserved 0x00
      wlan.ht.mcsset 1,1
      wlan.ht.mcsset.rxbitmask 1,1
      wlan.ht.mcsset.rxbitmask.0to7 0x000000ff,0x000000ff
      wlan.ht.mcsset.rxbitmask.8to15 0x000000ff,0x000000ff
      wlan.ht.mcsset.rxbitmask.16to23 0x00000000,0x00000000
      wlan.ht.mcsset.rxbitmask.24to31 0x00000000,0x00000000
      wlan.ht.mcsset.rxbitmask.32 0x00000000,0x00000000
      wlan.ht.mcsset.rxbitmask.33to38 0x00000000,0x00000000
      wlan.ht.mcsset.rxbitmask.39to52 0x00000000,0x00000000
      wlan.ht.mcsset.rxbitmask.53to76 0x00000000,0x00000000
      wlan.ht.mcsset.highestdatarate 0x0000,0x0000
      wlan.ht.mcsset.txsetdefined 0,0
      wlan.ht.mcsset.txrxmcsnotequal 0,0
      wlan.ht.mcsset.txmaxss 0x0000,0x0000
      wlan.ht.mcsset.txunequalmod 0,0
      wlan.htex.capabilities 0x0000
      wlan.htex.capabilities.pco 0
      wlan.htex.capabilities.transtime 0x0000
      wlan.htex.capabilities.mcs 0x0000
      wlan.htex.capabilities.htc 0
      wlan.htex.capabilities.rdresponder 0
      wlan.txbf 0x00000000
      wlan.txbf.txbf 0
      wlan.txbf.rxss 0
      wlan.txbf.txss 0
      wlan.txbf.rxndp 0
      wlan.txbf.txndp 0
      wlan.txbf.impltxbf 0
      wlan.txbf.calibration 0x00000000
      wlan.txbf.csi 0
      wlan.txbf.fm.uncompressed.tbf 0
      wlan.txbf.fm.compressed.tbf 0
      wlan.txbf.rcsi 0x00000000
      wlan.txbf.fm.uncompressed.rbf 0x00000000
      wlan.txbf.fm.compressed.bf 0x00000000
      wlan.txbf.mingroup 0x00000000
      wlan.txbf.csinumant 0x00000000
      wlan.txbf.fm.uncompressed.maxant 0x00000000
      wlan.txbf.fm.compressed.maxant 0x00000000
      wlan.txbf.csi.maxrows 0x00000000
      wlan.txbf.channelest 0x00000000
      wlan.txbf.reserved 0x00000000
      wlan.asel 0x00
      wlan.asel.capable 0
      wlan.asel.txcsi 0
      wlan.asel.txif 0
      wlan.asel.csi 0
      wlan.asel.if 0
      wlan.asel.rx 0
      wlan.asel.sppdu 0
      wlan.asel.reserved 0x00
      wlan.rsn.version 1
      wlan.rsn.gcs 1027074
      wlan.rsn.gcs.oui 4012
      wlan.rsn.gcs.type 2
      wlan.rsn.pcs.count 2
      wlan.rsn.pcs.list 1
      wlan.rsn.pcs 1027076,1027074
      wlan.rsn.pcs.oui 4012,4012
      wlan.rsn.pcs.type 4,2
      wlan.rsn.akms.count 1
      wlan.rsn.akms.list 1
      wlan.rsn.akms 1027074
      wlan.rsn.akms.oui 4012
      wlan.rsn.akms.type 2
      wlan.rsn.capabilities 0x000c
      wlan.rsn.capabilities.preauth 0
      wlan.rsn.capabilities.no_pairwise 0
      wlan.rsn.capabilities.ptksa_replay_counter 0x0003
      wlan.rsn.capabilities.gtksa_replay_counter 0x0000
      wlan.rsn.capabilities.mfpr 0
      wlan.rsn.capabilities.mfpc 0
      wlan.rsn.capabilities.jmr 0
      wlan.rsn.capabilities.peerkey 0
      wlan.rsn.capabilities.extended_key_id_iaf 0
      wlan.extended_supported_rates 0x0c,0x12
      wlan.ht.info.primarychannel 6
      wlan.ht.info.delim1 0x00
      wlan.ht.info.secchanoffset 0x00
      wlan.ht.info.chanwidth 0
      wlan.ht.info.rifs 0
      wlan.ht.info.reserved_b4_b7 0x00
      wlan.ht.info.delim2 0x0011
      wlan.ht.info.ht_protection 0x0001
      wlan.ht.info.greenfield 0
      wlan.ht.info.reserved_b11 0x0000
      wlan.ht.info.obssnonht 1
      wlan.ht.info.chan_center_freq_seg_2 0
      wlan.ht.info.reserved_b21_b23 0x0000
      wlan.ht.info.delim3 0x0000
      wlan.ht.info.reserved_b24_b29 0x0000
      wlan.ht.info.dualbeacon 0
      wlan.ht.info.dualcts 0
      wlan.ht.info.secondarybeacon 0
      wlan.ht.info.lsigprotsupport 0
      wlan.ht.info.pco.active 0
      wlan.ht.info.pco.phase 0
      wlan.ht.info.reserved_b36_b39 0x0000
      wlan.extcap 0x04,0x00,0x08,0x40,0x00,0x00,0x00,0x40
      wlan.extcap.b0 0
      wlan.extcap.b1 0x00
      wlan.extcap.b2 1
      wlan.extcap.b3 0x00
      wlan.extcap.b4 0
      wlan.extcap.b5 0x00
      wlan.extcap.b6 0
      wlan.extcap.b7 0
      wlan.extcap.b8 0
      wlan.extcap.b9 0
      wlan.extcap.b10 0
      wlan.extcap.b11 0
      wlan.extcap.b12 0
      wlan.extcap.b13 0
      wlan.extcap.b14 0
      wlan.extcap.b15 0
      wlan.extcap.b16 0
      wlan.extcap.b17 0
      wlan.extcap.b18 0
      wlan.extcap.b19 1
      wlan.extcap.b20 0
      wlan.extcap.b21 0
      wlan.extcap.b22 0
      wlan.extcap.b23 0
      wlan.extcap.b24 0
      wlan.extcap.b25 0
      wlan.extcap.b26 0
      wlan.extcap.b27 0
      wlan.extcap.b28 0
      wlan.extcap.b29 0
      wlan.extcap.b30 1
      wlan.extcap.b31 0
      wlan.extcap.b32 0
      wlan.extcap.b33 0
      wlan.extcap.b34 0
      wlan.extcap.b35 0x00
      wlan.extcap.b36 0
      wlan.extcap.b37 0
      wlan.extcap.b38 0
      wlan.extcap.b39 0
      wlan.extcap.b40 0
      wlan.extcap.serv_int_granularity 0
      wlan.extcap.b44 0
      wlan.extcap.b45 0
      wlan.extcap.b46 0
      wlan.extcap.b47 0x00
      wlan.extcap.b48 0
      wlan.extcap.b49 0
      wlan.extcap.b50 0
      wlan.extcap.b51 0
      wlan.extcap.b52 0
      wlan.extcap.b53 0
      wlan.extcap.b54 0
      wlan.extcap.b55 0
      wlan.extcap.b56 0
      wlan.extcap.b57 0
      wlan.extcap.b58 0
      wlan.extcap.b59 0x00
      wlan.extcap.b60 0
      wlan.extcap.b61 0
      wlan.extcap.b62 1
      wlan.extcap.b63 0
      wlan.vht.capabilities 0x338979b2
      wlan.vht.capabilities.maxmpdulength 0x00000002
      wlan.vht.capabilities.supportedchanwidthset 0x00000000
      wlan.vht.capabilities.rxldpc 1
      wlan.vht.capabilities.short80 1
      wlan.vht.capabilities.short160 0
      wlan.vht.capabilities.txstbc 1
      wlan.vht.capabilities.rxstbc 0x00000001
      wlan.vht.capabilities.subeamformer 1
      wlan.vht.capabilities.subeamformee 1
      wlan.vht.capabilities.beamformee_sts_cap 0x00000003
      wlan.vht.capabilities.soundingdimensions 0x00000001
      wlan.vht.capabilities.mubeamformer 1
      wlan.vht.capabilities.mubeamformee 0
      wlan.vht.capabilities.vhttxopps 0
      wlan.vht.capabilities.vhthtc 0
      wlan.vht.capabilities.maxampdu 0x00000007
      wlan.vht.capabilities.linkadapt 0x00000000
      wlan.vht.capabilities.rxpatconsist 1
      wlan.vht.capabilities.txpatconsist 1
      wlan.vht.capabilities.ext_nss_bw_support 0x00000000
      wlan.vht.mcsset 1
      wlan.vht.mcsset.rxmcsmap 0xfffa
      wlan.vht.mcsset.rxmcsmap.ss1 0x0002
      wlan.vht.mcsset.rxmcsmap.ss2 0x0002
      wlan.vht.mcsset.rxmcsmap.ss3 0x0003
      wlan.vht.mcsset.rxmcsmap.ss4 0x0003
      wlan.vht.mcsset.rxmcsmap.ss5 0x0003
      wlan.vht.mcsset.rxmcsmap.ss6 0x0003
      wlan.vht.mcsset.rxmcsmap.ss7 0x0003
      wlan.vht.mcsset.rxmcsmap.ss8 0x0003
      wlan.vht.mcsset.rxhighestlonggirate 0x0000
      wlan.vht.mcsset.max_nsts_total 0
      wlan.vht.mcsset.txmcsmap 0xfffa
      wlan.vht.mcsset.txmcsmap.ss1 0x0002
      wlan.vht.mcsset.txmcsmap.ss2 0x0002
      wlan.vht.mcsset.txmcsmap.ss3 0x0003
      wlan.vht.mcsset.txmcsmap.ss4 0x0003
      wlan.vht.mcsset.txmcsmap.ss5 0x0003
      wlan.vht.mcsset.txmcsmap.ss6 0x0003
      wlan.vht.mcsset.txmcsmap.ss7 0x0003
      wlan.vht.mcsset.txmcsmap.ss8 0x0003
      wlan.vht.mcsset.txhighestlonggirate 0x0000
      wlan.vht.op 1
      wlan.vht.op.channelwidth 1
      wlan.vht.op.channelcenter0 42
      wlan.vht.op.channelcenter1 0
      wlan.vht.op.basicmcsmap 0xfffc
      wlan.vht.op.basicmcsmap.ss1 0x0000
      wlan.vht.op.basicmcsmap.ss2 0x0003
      wlan.vht.op.basicmcsmap.ss3 0x0003
      wlan.vht.op.basicmcsmap.ss4 0x0003
      wlan.vht.op.basicmcsmap.ss5 0x0003
      wlan.vht.op.basicmcsmap.ss6 0x0003
      wlan.vht.op.basicmcsmap.ss7 0x0003
      wlan.vht.op.basicmcsmap.ss8 0x0003
      wlan.tag.oui 20722,20722,4120
      wlan.tag.vendor.oui.type 1,2,1
      wlan.wfa.ie.type 0x01,0x02
      wlan.wfa.ie.wpa.version 1
      wlan.wfa.ie.wpa.mcs 5304834
      wlan.wfa.ie.wpa.mcs.oui 20722
      wlan.wfa.ie.wpa.mcs.type 2
      wlan.wfa.ie.wpa.ucs.count 1
      wlan.wfa.ie.wpa.ucs.list 1
      wlan.wfa.ie.wpa.ucs 5304834
      wlan.wfa.ie.wpa.ucs.oui 20722
      wlan.wfa.ie.wpa.ucs.type 2
      wlan.wfa.ie.wpa.akms.count 1
      wlan.wfa.ie.wpa.akms.list 1
      wlan.wfa.ie.wpa.akms 5304834
      wlan.wfa.ie.wpa.akms.oui 20722
      wlan.wfa.ie.wpa.type 2
      wlan.wfa.ie.wme.subtype 1
      wlan.wfa.ie.wme.version 1
      wlan.wfa.ie.wme.qos_info 0x84
      wlan.wfa.ie.wme.qos_info.ap.u_apsd 1
      wlan.wfa.ie.wme.qos_info.ap.parameter_set_count 0x04
      wlan.wfa.ie.wme.qos_info.ap.reserved 0x00
      wlan.wfa.ie.wme.reserved 00
      wlan.wfa.ie.wme.acp 1,1,1,1
      wlan.wfa.ie.wme.acp.aci_aifsn 0x03,0x27,0x42,0x62
      wlan.wfa.ie.wme.acp.aifsn 3,7,2,2
      wlan.wfa.ie.wme.acp.acm 0,0,0,0
      wlan.wfa.ie.wme.acp.aci 0,1,2,3
      wlan.wfa.ie.wme.acp.reserved 0,0,0,0
      wlan.wfa.ie.wme.acp.ecw 0xa4,0xa4,0x43,0x32
      wlan.wfa.ie.wme.acp.ecw.max 10,10,4,3
      wlan.wfa.ie.wme.acp.ecw.min 4,4,3,2
      wlan.wfa.ie.wme.acp.cw.max 1023,1023,15,7
      wlan.wfa.ie.wme.acp.cw.min 15,15,7,3
      wlan.wfa.ie.wme.acp.txop_limit 0,0,94,47
      wlan.tag.vendor.data 010203
      wlan.tag.data 00`,
  },
  {
    name: "802.11: a probe request",
    on: "linktype 105",
    bytes: `4000 0000 ffffffffffff 020000000002 ffffffffffff 2000  # header
      00 00  # any name
      01 04 82848b96  # rates`,
    tshark: `frame.protocols wlan
      _ws.col.Source 02:00:00:00:00:02
      _ws.col.Destination ff:ff:ff:ff:ff:ff
      _ws.col.Protocol 802.11
      _ws.col.Info Probe Request, SN=2, FN=0, Flags=........, SSID=Wildcard (Broadcast)
      wlan.fc.type_subtype 0x0004
      wlan.fc 0x4000
      wlan.fc.version 0
      wlan.fc.type 0
      wlan.fc.subtype 4
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra ff:ff:ff:ff:ff:ff
      wlan.da ff:ff:ff:ff:ff:ff
      wlan.ta 02:00:00:00:00:02
      wlan.sa 02:00:00:00:00:02
      wlan.bssid ff:ff:ff:ff:ff:ff
      wlan.frag 0
      wlan.seq 2
      wlan.tagged.all 1
      wlan.tag 1,1
      wlan.tag.number 0,1
      wlan.tag.length 0,4
      wlan.supported_rates 0x82,0x84,0x8b,0x96`,
  },
  {
    name: "802.11: an association and its answer",
    on: "linktype 105",
    bytes: `1000 3a01 020000000002 020000000001 020000000001 3000  # header
      3104 0000 01c0  # capabilities, status, number
      5a 03 2c01 01  # idle`,
    tshark: `frame.protocols wlan
      _ws.col.Source 02:00:00:00:00:01
      _ws.col.Destination 02:00:00:00:00:02
      _ws.col.Protocol 802.11
      _ws.col.Info Association Response, SN=3, FN=0, Flags=........
      wlan.fc.type_subtype 0x0001
      wlan.fc 0x1000
      wlan.fc.version 0
      wlan.fc.type 0
      wlan.fc.subtype 1
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 314
      wlan.ra 02:00:00:00:00:02
      wlan.da 02:00:00:00:00:02
      wlan.ta 02:00:00:00:00:01
      wlan.sa 02:00:00:00:00:01
      wlan.bssid 02:00:00:00:00:01
      wlan.frag 0
      wlan.seq 3
      wlan.fixed.all 1
      wlan.fixed.capabilities 0x0431
      wlan.fixed.capabilities.ess 1
      wlan.fixed.capabilities.ibss 0
      wlan.fixed.capabilities.reserved1 0
      wlan.fixed.capabilities.reserved2 0
      wlan.fixed.capabilities.privacy 1
      wlan.fixed.capabilities.short_preamble 1
      wlan.fixed.capabilities.reserved3 0
      wlan.fixed.capabilities.reserved4 0
      wlan.fixed.capabilities.spec_man 0
      wlan.fixed.capabilities.qos 0
      wlan.fixed.capabilities.short_slot_time 1
      wlan.fixed.capabilities.apsd 0
      wlan.fixed.capabilities.radio_measurement 0
      wlan.fixed.capabilities.epd 0
      wlan.fixed.capabilities.reserved5 0
      wlan.fixed.capabilities.reserved6 0
      wlan.fixed.status_code 0x0000
      wlan.fixed.aid 0x0001
      wlan.tagged.all 1
      wlan.tag 1
      wlan.tag.number 90
      wlan.tag.length 3
      wlan.bss_max_idle.period 300
      wlan.bss_max_idle.options.protected 1`,
  },
  {
    name: "802.11: authentication among equals",
    on: "linktype 105",
    bytes: `b000 3a01 020000000001 020000000002 020000000001 4000  # header
      0300 0100 0000 1300  # SAE, commit, group
      1111111111111111111111111111111111111111111111111111111111111111 22222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222`,
    tshark: `frame.protocols wlan
      _ws.col.Source 02:00:00:00:00:02
      _ws.col.Destination 02:00:00:00:00:01
      _ws.col.Protocol 802.11
      _ws.col.Info Authentication, SN=4, FN=0, Flags=........
      wlan.fc.type_subtype 0x000b
      wlan.fc 0xb000
      wlan.fc.version 0
      wlan.fc.type 0
      wlan.fc.subtype 11
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 314
      wlan.ra 02:00:00:00:00:01
      wlan.da 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.sa 02:00:00:00:00:02
      wlan.bssid 02:00:00:00:00:01
      wlan.frag 0
      wlan.seq 4
      wlan.fixed.all 1
      wlan.fixed.auth.alg 3
      wlan.fixed.auth_seq 0x0001
      wlan.fixed.status_code 0x0000
      wlan.fixed.sae_message_type 1
      wlan.fixed.finite_cyclic_group 19
      wlan.fixed.scalar 1111111111111111111111111111111111111111111111111111111111111111
      wlan.fixed.finite_field_element 22222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222`,
  },
  {
    name: "802.11: a block acknowledgement is set up",
    on: "linktype 105",
    bytes: `d000 3a01 020000000001 020000000002 020000000001 5000  # header
      03 00 01 0210 0000 3000  # request`,
    tshark: `frame.protocols wlan
      _ws.col.Source 02:00:00:00:00:02
      _ws.col.Destination 02:00:00:00:00:01
      _ws.col.Protocol 802.11
      _ws.col.Info Action, SN=5, FN=0, Flags=........, Dialog Token=1
      wlan.fc.type_subtype 0x000d
      wlan.fc 0xd000
      wlan.fc.version 0
      wlan.fc.type 0
      wlan.fc.subtype 13
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 314
      wlan.ra 02:00:00:00:00:01
      wlan.da 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.sa 02:00:00:00:00:02
      wlan.bssid 02:00:00:00:00:01
      wlan.frag 0
      wlan.seq 5
      wlan.fixed.category_code 3
      wlan.fixed.action_code 0x00
      wlan.fixed.dialog_token 0x01
      wlan.fixed.baparams 0x1002
      wlan.fixed.baparams.amsdu 0
      wlan.fixed.baparams.policy 1
      wlan.fixed.baparams.tid 0x0000
      wlan.fixed.baparams.buffersize 64
      wlan.fixed.batimeout 0x0000
      wlan.fixed.ssc 0x0030
      wlan.fixed.ssc.fragment 0
      wlan.fixed.ssc.sequence 3`,
  },
  {
    name: "802.11: mesh peering is closed",
    on: "linktype 105",
    bytes: `d000 3a01 020000000001 020000000002 020000000001 5000  # header
      0f 03  # close
      72 04 6d657368  # mesh
      75 08 0000 0100 0200 3400  # peering`,
    tshark: `frame.protocols wlan
      _ws.col.Source 02:00:00:00:00:02
      _ws.col.Destination 02:00:00:00:00:01
      _ws.col.Protocol 802.11
      _ws.col.Info Action, SN=5, FN=0, Flags=........, MESHID=mesh
      wlan.fc.type_subtype 0x000d
      wlan.fc 0xd000
      wlan.fc.version 0
      wlan.fc.type 0
      wlan.fc.subtype 13
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 314
      wlan.ra 02:00:00:00:00:01
      wlan.da 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.sa 02:00:00:00:00:02
      wlan.bssid 02:00:00:00:00:01
      wlan.frag 0
      wlan.seq 5
      wlan.fixed.category_code 15
      wlan.fixed.selfprot_action 0x03
      wlan.tagged.all 1
      wlan.tag 1,1
      wlan.tag.number 114,117
      wlan.tag.length 4,8
      wlan.mesh.id mesh
      wlan.peering.proto 0x0000
      wlan.peering.local_id 0x0001
      wlan.peering.peer_id 0x0002
      wlan.fixed.reason_code 0x0034`,
  },
  {
    name: "802.11: a path is asked for",
    on: "linktype 105",
    bytes: `d000 3a01 020000000001 020000000002 020000000001 5000  # header
      0d 01  # path selection
      82 25 00 01 1f 01000000 020000000003 02000000 88130000 96000000 01 05 ffffffffffff 00000000  # request`,
    tshark: `frame.protocols wlan
      _ws.col.Source 02:00:00:00:00:02
      _ws.col.Destination 02:00:00:00:00:01
      _ws.col.Protocol 802.11
      _ws.col.Info Action, SN=5, FN=0, Flags=........
      wlan.fc.type_subtype 0x000d
      wlan.fc 0xd000
      wlan.fc.version 0
      wlan.fc.type 0
      wlan.fc.subtype 13
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 314
      wlan.ra 02:00:00:00:00:01
      wlan.da 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.sa 02:00:00:00:00:02
      wlan.bssid 02:00:00:00:00:01
      wlan.frag 0
      wlan.seq 5
      wlan.fixed.category_code 13
      wlan.fixed.mesh_action 0x01
      wlan.tagged.all 1
      wlan.tag 1
      wlan.tag.number 130
      wlan.tag.length 37
      wlan.hwmp.flags 0x00
      wlan.hwmp.hopcount 1
      wlan.hwmp.ttl 31
      wlan.hwmp.pdid 1
      wlan.hwmp.orig_sta 02:00:00:00:00:03
      wlan.hwmp.orig_sn 2
      wlan.hwmp.lifetime 5000
      wlan.hwmp.metric 150
      wlan.hwmp.targ_count 1
      wlan.hwmp.targ_flags 0x05
      wlan.hwmp.to_flag 1
      wlan.hwmp.usn_flag 1
      wlan.hwmp.targ_sta ff:ff:ff:ff:ff:ff
      wlan.hwmp.targ_sn 0`,
  },
  {
    name: "802.11: a beacon without elements, which it must have",
    on: "linktype 105",
    bytes: `8000 0000 ffffffffffff 020000000001 020000000001 1000  # header
      0102030405060708 6400 3104  # time, interval, capabilities`,
    tshark: `frame.protocols wlan
      _ws.col.Source 02:00:00:00:00:01
      _ws.col.Destination ff:ff:ff:ff:ff:ff
      _ws.col.Protocol 802.11
      _ws.col.Info Beacon frame, SN=1, FN=0, Flags=........, BI=100[Malformed Packet]
      wlan.fc.type_subtype 0x0008
      wlan.fc 0x8000
      wlan.fc.version 0
      wlan.fc.type 0
      wlan.fc.subtype 8
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra ff:ff:ff:ff:ff:ff
      wlan.da ff:ff:ff:ff:ff:ff
      wlan.ta 02:00:00:00:00:01
      wlan.sa 02:00:00:00:00:01
      wlan.bssid 02:00:00:00:00:01
      wlan.frag 0
      wlan.seq 1
      wlan.fixed.all 1
      wlan.fixed.timestamp 578437695752307201
      wlan.fixed.beacon 100
      wlan.fixed.capabilities 0x0431
      wlan.fixed.capabilities.ess 1
      wlan.fixed.capabilities.ibss 0
      wlan.fixed.capabilities.reserved1 0
      wlan.fixed.capabilities.reserved2 0
      wlan.fixed.capabilities.privacy 1
      wlan.fixed.capabilities.short_preamble 1
      wlan.fixed.capabilities.reserved3 0
      wlan.fixed.capabilities.reserved4 0
      wlan.fixed.capabilities.spec_man 0
      wlan.fixed.capabilities.qos 0
      wlan.fixed.capabilities.short_slot_time 1
      wlan.fixed.capabilities.apsd 0
      wlan.fixed.capabilities.radio_measurement 0
      wlan.fixed.capabilities.epd 0
      wlan.fixed.capabilities.reserved5 0
      wlan.fixed.capabilities.reserved6 0`,
  },
  {
    name: "802.11: neighbours' beacons, one cut short",
    on: "linktype 105",
    bytes: `8000 0000 ffffffffffff 020000000001 020000000001 1000  # header
      0102030405060708 6400 3104  # time, interval, capabilities
      00 00  # any name
      72 00  # no mesh
      78 0b 00 36 00e801 6400 37 00e901 64  # two neighbours`,
    tshark: `frame.protocols wlan
      _ws.col.Source 02:00:00:00:00:01
      _ws.col.Destination ff:ff:ff:ff:ff:ff
      _ws.col.Protocol 802.11
      _ws.col.Info Beacon frame, SN=1, FN=0, Flags=........, BI=100, SSID=Wildcard (Broadcast)[Malformed Packet]
      wlan.fc.type_subtype 0x0008
      wlan.fc 0x8000
      wlan.fc.version 0
      wlan.fc.type 0
      wlan.fc.subtype 8
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra ff:ff:ff:ff:ff:ff
      wlan.da ff:ff:ff:ff:ff:ff
      wlan.ta 02:00:00:00:00:01
      wlan.sa 02:00:00:00:00:01
      wlan.bssid 02:00:00:00:00:01
      wlan.frag 0
      wlan.seq 1
      wlan.fixed.all 1
      wlan.fixed.timestamp 578437695752307201
      wlan.fixed.beacon 100
      wlan.fixed.capabilities 0x0431
      wlan.fixed.capabilities.ess 1
      wlan.fixed.capabilities.ibss 0
      wlan.fixed.capabilities.reserved1 0
      wlan.fixed.capabilities.reserved2 0
      wlan.fixed.capabilities.privacy 1
      wlan.fixed.capabilities.short_preamble 1
      wlan.fixed.capabilities.reserved3 0
      wlan.fixed.capabilities.reserved4 0
      wlan.fixed.capabilities.spec_man 0
      wlan.fixed.capabilities.qos 0
      wlan.fixed.capabilities.short_slot_time 1
      wlan.fixed.capabilities.apsd 0
      wlan.fixed.capabilities.radio_measurement 0
      wlan.fixed.capabilities.epd 0
      wlan.fixed.capabilities.reserved5 0
      wlan.fixed.capabilities.reserved6 0
      wlan.tagged.all 1
      wlan.tag 1,1,1
      wlan.tag.number 0,114,120
      wlan.tag.length 0,0,11
      wlan.mesh.id
      wlan.bcntime.rctrl 0x00
      wlan.bcntime.rctrl.more 0
      wlan.bcntime.rctrl.elem_num 0x00
      wlan.bcntime.rctrl.status_num 0x00
      wlan.bcntime.info 1,1
      wlan.bcntime.info.nstaid 0x36,0x37
      wlan.bcntime.info.nstatbtt 124928,125184
      wlan.bcntime.info.nstabi 100`,
  },
  {
    name: "802.11: an unknown version",
    on: "linktype 105",
    bytes: `0200 0000 020000000001 020000000002 020000000003 2001 00010203040506070809`,
    tshark: `frame.protocols wlan:data
      _ws.col.Source
      _ws.col.Destination
      _ws.col.Protocol 802.11
      wlan.fc.version 2`,
  },
  {
    name: "PPI: 802.11 in common, and of 802.11n",
    on: "linktype 192",
    bytes: `00 00 3000 69000000  # version, flags, length, link type
      0200 1400 0102030405060708 0100 0c00 6c09 8004 01 02 c0 a0  # in common
      0300 0c00 07000000 01000000 02 000000  # of 802.11n
      d4000000 020000000001 01020304  # an acknowledgement`,
    tshark: `frame.protocols ppi:wlan_radio:wlan
      _ws.col.Source
      _ws.col.Destination 02:00:00:00:00:01 (RA)
      _ws.col.Protocol 802.11
      _ws.col.Info Acknowledgement, Flags=........C
      ppi.version 0
      ppi.flags 0x00
      ppi.flags.alignment 0
      ppi.flags.reserved 0x00
      ppi.length 48
      ppi.dlt 105
      ppi.field_type 2,3
      ppi.field_len 20,12
      ppi.80211-common.tsft 578437695752307201
      ppi.80211-common.flags 0x0001
      ppi.80211-common.flags.fcs 1
      ppi.80211-common.flags.tsft 0
      ppi.80211-common.flags.fcs-invalid 0
      ppi.80211-common.flags.phy-err 0
      ppi.80211-common.rate 6000
      ppi.80211-common.chan.freq 2412
      ppi.80211-common.chan.flags 0x0480
      ppi.80211-common.chan.flags.turbo 0
      ppi.80211-common.chan.flags.cck 0
      ppi.80211-common.chan.flags.ofdm 0
      ppi.80211-common.chan.flags.2ghz 1
      ppi.80211-common.chan.flags.5ghz 0
      ppi.80211-common.chan.flags.passive 0
      ppi.80211-common.chan.flags.dynamic 1
      ppi.80211-common.chan.flags.gfsk 0
      ppi.80211-common.fhss.hopset 0x01
      ppi.80211-common.fhss.pattern 0x02
      ppi.80211-common.dbm.antsignal -64
      ppi.80211-common.dbm.antnoise -96
      ppi.80211n-mac.flags 0x00000007
      ppi.80211n-mac.flags.greenfield 1
      ppi.80211n-mac.flags.ht20_40 1
      ppi.80211n-mac.flags.rx.short_guard_interval 1
      ppi.80211n-mac.flags.rx.duplicate 0
      ppi.80211n-mac.flags.agg 0
      ppi.80211n-mac.flags.more_agg 0
      ppi.80211n-mac.flags.delim_crc_error_after 0
      ppi.80211n-mac.ampdu_id 0x00000001
      ppi.80211n-mac.num_delimiters 2
      ppi.80211n-mac.reserved 0x000000
      wlan.fc.type_subtype 0x001d
      wlan.fc 0xd400
      wlan.fc.version 0
      wlan.fc.type 1
      wlan.fc.subtype 13
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra 02:00:00:00:00:01
      wlan.fcs 0x04030201
      wlan.fcs.status 2`,
  },
  {
    name: "Prism",
    on: "linktype 119",
    bytes: `44000000 90000000 776c616e300000000000000000000000  # message, length, device
      44000100 0000 0400 01000000  # host's time
      44000200 0000 0400 02000000  # MAC time
      44000300 0000 0400 06000000  # channel
      44000400 0000 0400 c4ffffff  # RSSI
      44000500 0000 0400 00000000  # quality
      44000600 0000 0400 c4ffffff  # signal
      44000700 0000 0400 a1ffffff  # noise
      44000800 0000 0400 16000000  # rate
      44000900 0000 0400 00000000  # sent
      44000a00 0000 0400 0a000000  # length
      d4000000 020000000001  # an acknowledgement`,
    tshark: `frame.protocols prism:wlan_radio:wlan
      _ws.col.Source
      _ws.col.Destination 02:00:00:00:00:01 (RA)
      _ws.col.Protocol 802.11
      _ws.col.Info Acknowledgement, Flags=........
      prism.msgcode 0x00000044
      prism.msglen 144
      prism.devname wlan0
      prism.did 1,1,1,1,1,1,1,1,1,1
      prism.did.type 0x00010044,0x00020044,0x00030044,0x00040044,0x00050044,0x00060044,0x00070044,0x00080044,0x00090044,0x000a0044
      prism.did.status 0,0,0,0,0,0,0,0,0,0
      prism.did.length 4,4,4,4,4,4,4,4,4,4
      prism.did.hosttime 1
      prism.did.mactime 2
      prism.did.channel 6
      prism.did.rssi -60
      prism.did.sq 0
      prism.did.signal -60
      prism.did.noise -95
      prism.did.rate 22
      prism.did.istx 0x00000000
      prism.did.frmlen 10
      wlan_radio.phy 4
      wlan_radio.data_rate 11
      wlan_radio.channel 6
      wlan_radio.signal_dbm -60
      wlan_radio.timestamp 2
      wlan_radio.duration 104
      wlan_radio.assumed.short_preamble 1
      wlan_radio.preamble 96
      wlan_radio.start_tsf 18446744073709551514
      wlan_radio.end_tsf 2
      wlan.fc.type_subtype 0x001d
      wlan.fc 0xd400
      wlan.fc.version 0
      wlan.fc.type 1
      wlan.fc.subtype 13
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra 02:00:00:00:00:01`,
  },
  {
    name: "AVS",
    on: "linktype 163",
    bytes: `80211001 00000040 0000000000000201 0000000000000002  # length, times
      00000004 00000006 0000000a 00000001 00000000  # radio, channel, rate, antenna, priority
      00000002 ffffffc0 ffffffa0 00000001 00000002  # signal and noise, preamble, encoding
      d4000000 020000000001  # an acknowledgement`,
    tshark: `frame.protocols wlancap:wlan_radio:wlan
      _ws.col.Source
      _ws.col.Destination 02:00:00:00:00:01 (RA)
      _ws.col.Protocol 802.11
      _ws.col.Info Acknowledgement, Flags=........
      wlancap.magic 0x08021100
      wlancap.version 1
      wlancap.length 64
      wlancap.mactime 513
      wlancap.hosttime 2
      wlancap.phytype 4
      wlancap.channel 6
      wlancap.data_rate 1000000
      wlancap.antenna 1
      wlancap.priority 0
      wlancap.ssi_type 2
      wlancap.dbm_antsignal -64
      wlancap.dbm_antnoise -96
      wlancap.preamble 1
      wlancap.encoding 2
      wlan_radio.phy 4
      wlan_radio.short_preamble 1
      wlan_radio.data_rate 1
      wlan_radio.channel 6
      wlan_radio.frequency 2437
      wlan_radio.signal_dbm -64
      wlan_radio.noise_dbm -96
      wlan_radio.snr 32
      wlan_radio.timestamp 513
      wlan_radio.duration 176
      wlan_radio.preamble 96
      wlan_radio.start_tsf 337
      wlan_radio.end_tsf 513
      wlan.fc.type_subtype 0x001d
      wlan.fc 0xd400
      wlan.fc.version 0
      wlan.fc.type 1
      wlan.fc.subtype 13
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra 02:00:00:00:00:01`,
  },
  {
    name: "AVS in the place of Prism",
    on: "linktype 119",
    bytes: `80211001 00000040 0000000000000201 0000000000000002  # length, times
      00000004 00000006 0000000a 00000001 00000000  # radio, channel, rate, antenna, priority
      00000003 00000010 00000020 00000002 00000001  # signal and noise, preamble, encoding
      d4000000 020000000001  # an acknowledgement`,
    tshark: `frame.protocols prism:wlancap:wlan_radio:wlan
      _ws.col.Source
      _ws.col.Destination 02:00:00:00:00:01 (RA)
      _ws.col.Protocol 802.11
      _ws.col.Info Acknowledgement, Flags=........
      wlancap.magic 0x08021100
      wlancap.version 1
      wlancap.length 64
      wlancap.mactime 513
      wlancap.hosttime 2
      wlancap.phytype 4
      wlancap.channel 6
      wlancap.data_rate 1000000
      wlancap.antenna 1
      wlancap.priority 0
      wlancap.ssi_type 3
      wlancap.rawrssi_antsignal 16
      wlancap.rawrssi_antnoise 32
      wlancap.preamble 2
      wlancap.encoding 1
      wlan_radio.phy 4
      wlan_radio.short_preamble 0
      wlan_radio.data_rate 1
      wlan_radio.channel 6
      wlan_radio.frequency 2437
      wlan_radio.timestamp 513
      wlan_radio.duration 272
      wlan_radio.preamble 192
      wlan_radio.start_tsf 241
      wlan_radio.end_tsf 513
      wlan.fc.type_subtype 0x001d
      wlan.fc 0xd400
      wlan.fc.version 0
      wlan.fc.type 1
      wlan.fc.subtype 13
      wlan.flags 0x00
      wlan.fc.ds 0x00
      wlan.fc.tods 0
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 0
      wlan.ra 02:00:00:00:00:01`,
  },
  {
    name: "GRE: Aruba's tunnels carry 802.11",
    on: "ip 47",
    bytes: `0000 8300  # GRE
      0802 2c00 020000000001 020000000002 020000000003 2001  # data
      aaaa03 000000 0800  # LLC and SNAP
      45000020000100004011 66ca 0a000001 0a000002  # IP
      9c40 1389 000c 0000 01020304  # UDP`,
    tshark: `frame.protocols eth:ethertype:ip:gre:wlan:llc:ip:udp:data
      _ws.col.Source 10.0.0.1
      _ws.col.Destination 10.0.0.2
      _ws.col.Protocol UDP
      _ws.col.Info 40000 → 5001 Len=4
      gre.flags_and_version 0x0000
      gre.flags.checksum 0
      gre.flags.routing 0
      gre.flags.key 0
      gre.flags.sequence_number 0
      gre.flags.strict_source_route 0
      gre.flags.recursion_control 0
      gre.flags.reserved 0
      gre.flags.version 0
      gre.proto 0x8300
      wlan.fc.type_subtype 0x0020
      wlan.fc 0x0802
      wlan.fc.version 0
      wlan.fc.type 2
      wlan.fc.subtype 0
      wlan.flags 0x02
      wlan.fc.ds 0x02
      wlan.fc.tods 0
      wlan.fc.fromds 1
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 44
      wlan.ra 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.da 02:00:00:00:00:01
      wlan.sa 02:00:00:00:00:03
      wlan.bssid 02:00:00:00:00:02
      wlan.staa 02:00:00:00:00:01
      wlan.frag 0
      wlan.seq 18`,
  },
  {
    name: "TZSP: a frame of 802.11, and all that is told of it",
    on: "udp 37008",
    bytes: `01 00 0012  # version, type, 802.11
      0a01c4 0b01a0 0c010b 0d0401020304  # signal, silence, rate, time
      0e0104 0f0101 100100 110101 120106  # what it is, and its channel
      280400000007 29020064 3c06020000000009  # number, length, sensor
      5002 7331 5102 6c31 5301 78 5404 00000003 7001ff  # words, and what nobody knows
      00 01  # padding, end
      0801 2c00 020000000001 020000000002 020000000003 2001  # data
      aaaa03 000000 0800  # LLC and SNAP
      45000020000100004011 66ca 0a000001 0a000002  # IP
      9c40 1389 000c 0000 01020304  # UDP`,
    tshark: `frame.protocols eth:ethertype:ip:udp:tzsp:wlan:llc:ip:udp:data
      _ws.col.Source 10.0.0.1
      _ws.col.Destination 10.0.0.2
      _ws.col.Protocol UDP
      _ws.col.Info 40000 → 5001 Len=4
      tzsp.version 1
      tzsp.type 0
      tzsp.encap 18
      tzsp.option_tag 10,11,12,13,14,15,16,17,18,40,41,60,80,81,83,84,112,0,1
      tzsp.option_length 1,1,1,4,1,1,1,1,1,4,2,6,2,2,1,4,1
      tzsp.wlan.signal -60
      tzsp.wlan.silence -96
      tzsp.wlan.rate 11
      tzsp.wlan.time 0x01020304
      tzsp.wlan.status.msg_type 0x04
      tzsp.wlan.status.pcf 1
      tzsp.wlan.status.undecrypted 0
      tzsp.wlan.status.fcs_err 1
      tzsp.wlan.channel 6
      tzsp.packet_id 7
      tzsp.original_length 100
      tzsp.sensormac 02:00:00:00:00:09
      tzsp.device_name s1
      tzsp.capture_location l1
      tzsp.device_info x
      tzsp.device_id 3
      tzsp.unknown ff
      wlan.fc.type_subtype 0x0020
      wlan.fc 0x0801
      wlan.fc.version 0
      wlan.fc.type 2
      wlan.fc.subtype 0
      wlan.flags 0x01
      wlan.fc.ds 0x01
      wlan.fc.tods 1
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 44
      wlan.ra 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.da 02:00:00:00:00:03
      wlan.sa 02:00:00:00:00:02
      wlan.bssid 02:00:00:00:00:01
      wlan.staa 02:00:00:00:00:02
      wlan.frag 0
      wlan.seq 18`,
  },
  {
    name: "TZSP: the way is kept open",
    on: "udp 37008",
    bytes: `01 04 0000`,
    tshark: `frame.protocols eth:ethertype:ip:udp:tzsp
      _ws.col.Source 10.0.0.1
      _ws.col.Destination 10.0.0.2
      _ws.col.Protocol TZSP
      _ws.col.Info Unknown (0)
      tzsp.version 1
      tzsp.type 4
      tzsp.encap 0`,
  },
  {
    name: "EAPOL: a group's key by WPA",
    on: "ethertype 888e",
    bytes: `01 03 007f fe 0391 0020 0000000000000002  # version, key, length, descriptor, information, length, counter
      1111111111111111111111111111111111111111111111111111111111111111  # nonce
      22222222222222222222222222222222 024e000000000000 0000000000000000  # vector, sequence, number
      33333333333333333333333333333333 0020  # check value, length
      1111111111111111111111111111111111111111111111111111111111111111 `,
    tshark: `frame.protocols eth:ethertype:eapol
      _ws.col.Source 02:00:00:00:00:01
      _ws.col.Destination 02:00:00:00:00:02
      _ws.col.Protocol EAPOL
      _ws.col.Info Key (Group Message 1 of 2)
      eapol.version 1
      eapol.type 3
      eapol.len 127
      eapol.keydes.type 254
      wlan_rsna_eapol.keydes.msgnr 1
      wlan_rsna_eapol.keydes.key_info 0x0391
      wlan_rsna_eapol.keydes.key_info.keydes_version 1
      wlan_rsna_eapol.keydes.key_info.key_type 0
      wlan_rsna_eapol.keydes.key_info.key_index 1
      wlan_rsna_eapol.keydes.key_info.install 0
      wlan_rsna_eapol.keydes.key_info.key_ack 1
      wlan_rsna_eapol.keydes.key_info.key_mic 1
      wlan_rsna_eapol.keydes.key_info.secure 1
      wlan_rsna_eapol.keydes.key_info.error 0
      wlan_rsna_eapol.keydes.key_info.request 0
      wlan_rsna_eapol.keydes.key_info.encrypted_key_data 0
      wlan_rsna_eapol.keydes.key_info.smk_message 0
      eapol.keydes.key_len 32
      eapol.keydes.replay_counter 2
      wlan_rsna_eapol.keydes.nonce 1111111111111111111111111111111111111111111111111111111111111111
      eapol.keydes.key_iv 22222222222222222222222222222222
      wlan_rsna_eapol.keydes.rsc 024e000000000000
      wlan_rsna_eapol.keydes.id 0000000000000000
      wlan_rsna_eapol.keydes.mic 33333333333333333333333333333333
      wlan_rsna_eapol.keydes.data_len 32
      wlan_rsna_eapol.keydes.data 1111111111111111111111111111111111111111111111111111111111111111`,
  },
  {
    name: "CAPWAP: 802.11 by the other order of type and flags",
    on: "udp 5247",
    bytes: `00 204320 0000 0000  # header
      01 04 e9 4b 00 00 00 00  # what the radio says
      0108 2c00 020000000001 020000000002 020000000003 0000  # data
      aaaa03 000000 0800  # LLC and SNAP
      45000020000100004011 66ca 0a000001 0a000002  # IP
      9c40 1389 000c 0000 01020304  # UDP`,
    tshark: `frame.protocols eth:ethertype:ip:udp:capwap.data:wlan:llc:ip:udp:data
      _ws.col.Source 10.0.0.1
      _ws.col.Destination 10.0.0.2
      _ws.col.Protocol UDP
      _ws.col.Info 40000 → 5001 Len=4
      capwap.preamble 1
      capwap.preamble.version 0
      capwap.preamble.type 0
      capwap.header 1
      capwap.header.length 4
      capwap.header.rid 1
      capwap.header.wbid 1
      capwap.header.flags 0x000120
      capwap.header.flags.t 1
      capwap.header.flags.f 0
      capwap.header.flags.l 0
      capwap.header.flags.w 1
      capwap.header.flags.m 0
      capwap.header.flags.k 0
      capwap.header.flags.r 0x000000
      capwap.header.fragment.id 0
      capwap.header.fragment.offset 0
      capwap.header.fragment.reserved 0
      capwap.header.wireless.length 1
      capwap.header.wireless.data 04
      capwap.header.wireless.data.ieee80211.fi 04e94b00
      capwap.header.wireless.data.ieee80211.fi.rssi 4
      capwap.header.wireless.data.ieee80211.fi.snr 233
      capwap.header.wireless.data.ieee80211.fi.data_rate 19200
      capwap.header.padding e94b
      wlan.fc.type_subtype 0x0020
      wlan.fc 0x0108
      wlan.fc.version 0
      wlan.fc.type 2
      wlan.fc.subtype 0
      wlan.flags 0x01
      wlan.fc.ds 0x01
      wlan.fc.tods 1
      wlan.fc.fromds 0
      wlan.fc.frag 0
      wlan.fc.retry 0
      wlan.fc.pwrmgt 0
      wlan.fc.moredata 0
      wlan.fc.protected 0
      wlan.fc.order 0
      wlan.duration 44
      wlan.ra 02:00:00:00:00:01
      wlan.ta 02:00:00:00:00:02
      wlan.da 02:00:00:00:00:03
      wlan.sa 02:00:00:00:00:02
      wlan.bssid 02:00:00:00:00:01
      wlan.staa 02:00:00:00:00:02
      wlan.frag 0
      wlan.seq 0`,
  },
  {
    name: "EAPOL: the second message of a handshake, with what the station asked for",
    on: "ethertype 888e",
    bytes: `02 03 0075 02                              # 802.1X, a key, 117 bytes, RSN
      010a 0000 0000000000000001                   # what it is, no length, replay counter
      0000000000000000000000000000000000000000000000000000000000000000  # nonce
      00000000000000000000000000000000 0000000000000000 0000000000000000  # IV, RSC, id
      00000000000000000000000000000000  # MIC
      0016 3014 0100 000fac04 0100 000fac04 0100 000fac02 2800  # 22 bytes: RSN, version 1, CCMP, CCMP, PSK, capabilities`,
    tshark: `frame.protocols eth:ethertype:eapol
      wlan_rsna_eapol.keydes.msgnr 2
      wlan_rsna_eapol.keydes.data_len 22
      wlan.tag 1
      wlan.tag.number 48
      wlan.tag.length 20
      wlan.rsn.version 1
      wlan.rsn.gcs 1027076
      wlan.rsn.gcs.oui 4012
      wlan.rsn.gcs.type 4
      wlan.rsn.pcs.count 1
      wlan.rsn.pcs.list 1
      wlan.rsn.pcs 1027076
      wlan.rsn.pcs.oui 4012
      wlan.rsn.pcs.type 4
      wlan.rsn.akms.count 1
      wlan.rsn.akms.list 1
      wlan.rsn.akms 1027074
      wlan.rsn.akms.oui 4012
      wlan.rsn.akms.type 2
      wlan.rsn.capabilities 0x0028
      wlan.rsn.capabilities.preauth 0
      wlan.rsn.capabilities.no_pairwise 0
      wlan.rsn.capabilities.ptksa_replay_counter 0x0002
      wlan.rsn.capabilities.gtksa_replay_counter 0x0002
      wlan.rsn.capabilities.mfpr 0
      wlan.rsn.capabilities.mfpc 0
      wlan.rsn.capabilities.jmr 0
      wlan.rsn.capabilities.peerkey 0
      wlan.rsn.capabilities.extended_key_id_iaf 0`,
  },
  {
    name: "EAPOL: the first message, with the id of a key",
    on: "ethertype 888e",
    bytes: `02 03 0075 02                              # 802.1X, a key, 117 bytes, RSN
      008a 0000 0000000000000001                   # what it is, no length, replay counter
      0000000000000000000000000000000000000000000000000000000000000000  # nonce
      00000000000000000000000000000000 0000000000000000 0000000000000000  # IV, RSC, id
      00000000000000000000000000000000  # MIC
      0016 dd14 000fac04 0123456789abcdef0123456789abcdef  # 22 bytes: the id of the pairwise master key`,
    tshark: `frame.protocols eth:ethertype:eapol
      wlan_rsna_eapol.keydes.msgnr 1
      wlan.tag 1
      wlan.tag.number 221
      wlan.tag.length 20
      wlan.tag.oui 4012
      wlan.tag.vendor.oui.type 4
      wlan.rsn.ie.kde.data_type 4
      wlan.rsn.ie.pmkid 0123456789abcdef0123456789abcdef`,
  },
  {
    name: "802.11: an element that nobody reads",
    on: "linktype 105",
    bytes: `8000 0000 ffffffffffff 020000000001 020000000001 0000  # beacon
      0000000000000000 6400 0100                           # time, interval, capabilities
      0001 41 0104 82848b96                                # SSID, rates
      ab03 010203 cd02 0405                                # U-PID, and a number that is kept`,
    tshark: `frame.protocols wlan
      wlan.tagged.all 1
      wlan.tag 1,1,1,1
      wlan.tag.number 0,1,171,205
      wlan.tag.length 1,4,3,2
      wlan.tag.data.undecoded 1,1
      wlan.tag.data 010203,0405`,
  },
];
