/**
 * THE list of protocols besides those of the hot path (registry.ts): a line each, in the order of the alphabet.
 * What is exported here is a protocol; its number follows from its name's place.
 */
export { babel } from "./babel.ts";
export { bfd, bfdEcho } from "./bfd.ts";
export { bgp } from "./bgp.ts";
export { capwap, capwapData } from "./capwap.ts";
export { cdp, dtp, udld, vtp } from "./cdp.ts";
export { cfm } from "./cfm.ts";
export { chdlc, slarp } from "./chdlc.ts";
export { clnp } from "./clnp.ts";
export { data } from "./data.ts";
export { dataTextLines } from "./data-text-lines.ts";
export { dhcp } from "./dhcp.ts";
export { dhcpv6 } from "./dhcpv6.ts";
export { dns, llmnr, mdns } from "./dns.ts";
export { dtls } from "./dtls.ts";
export { eapol } from "./eapol.ts";
export { eigrp } from "./eigrp.ts";
export { erspan, erspanPlain } from "./erspan.ts";
export { esis } from "./esis.ts";
export { ossp } from "./esmc.ts";
export { etag } from "./etag.ts";
export { etherip, ethernetInIp } from "./etherip.ts";
export { ethernetOam } from "./ethernet-oam.ts";
export { frame } from "./frame.ts";
export { frameRelay } from "./frame-relay.ts";
export { gtp, gtpPrime } from "./gtp.ts";
export { gtpv2 } from "./gtpv2.ts";
export { hsrp } from "./hsrp.ts";
export { http, ssdp } from "./http.ts";
export { imageGif } from "./image-gif.ts";
export { imageJfif } from "./image-jfif.ts";
export { imap } from "./imap.ts";
export { infiniband } from "./infiniband.ts";
export { ipnet } from "./ipnet.ts";
export { ipoib } from "./ipoib.ts";
export { ah, esp, udpEncapsulation } from "./ipsec.ts";
export { isakmp } from "./isakmp.ts";
export { isis, osi } from "./isis.ts";
export { json } from "./json.ts";
export { l2tp, l2tpIp } from "./l2tp.ts";
export { ldp } from "./ldp.ts";
export { ftp, nntp } from "./lines.ts";
export { lisp, lispData } from "./lisp.ts";
export { lldp } from "./lldp.ts";
export { loop } from "./loop.ts";
export { macControl } from "./mac-control.ts";
export { macsec } from "./macsec.ts";
export { marker } from "./marker.ts";
export { media } from "./media.ts";
export { mipv6 } from "./mipv6.ts";
export { mpls } from "./mpls.ts";
export { mplsEcho } from "./mpls-echo.ts";
export { mplsOam } from "./mpls-oam.ts";
export { nbdgm, nbns } from "./nbns.ts";
export { netflow } from "./netflow.ts";
export { nflog } from "./nflog.ts";
export { nhrp } from "./nhrp.ts";
export { nsh } from "./nsh.ts";
export { ntp } from "./ntp.ts";
export { openflow } from "./openflow.ts";
export { ospf } from "./ospf.ts";
export { overshark } from "./overshark.ts";
export { pbb, pbbCustomer } from "./pbb.ts";
export { pfcp } from "./pfcp.ts";
export { pim } from "./pim.ts";
export { png } from "./png.ts";
export { pop } from "./pop.ts";
export { ppi } from "./ppi.ts";
export { chap, pap } from "./ppp-authentication.ts";
export { cbcp, ccp, cdpcp, ipcp, ipv6cp, lcp, mplscp, osinlcp } from "./ppp-control.ts";
export { pppoeDiscovery, pppoeSession } from "./pppoe.ts";
export { pptp } from "./pptp.ts";
export { prism, wlancap } from "./prism.ts";
export { pwChannel, pwEthernet, pwEthernetControlWord } from "./pseudowire.ts";
export { ptp } from "./ptp.ts";
export { quic } from "./quic.ts";
export { radiotap } from "./radiotap.ts";
export { radius } from "./radius.ts";
export {
  aarp,
  bvlc,
  dropbox,
  hartIp,
  igrp,
  olsr,
  pgm,
} from "./recognised.ts";
export { resp } from "./resp.ts";
export { rip } from "./rip.ts";
export { ripng } from "./ripng.ts";
export { rpkiRouter } from "./rpki-rtr.ts";
export { rsvp, rsvpIgnore } from "./rsvp.ts";
export { sdp } from "./sdp.ts";
export { sflow } from "./sflow.ts";
export { sip } from "./sip.ts";
export { lacp, slow } from "./slow.ts";
export { smtp } from "./smtp.ts";
export { snmp } from "./snmp.ts";
export { socks } from "./socks.ts";
export { ssh } from "./ssh.ts";
export { stun } from "./stun.ts";
export { syslog } from "./syslog.ts";
export { telnet } from "./telnet.ts";
export { teredo } from "./teredo.ts";
export { tftp } from "./tftp.ts";
export { tls } from "./tls.ts";
export { tzsp } from "./tzsp.ts";
export { urlencodedForm } from "./urlencoded-form.ts";
export { vrrp } from "./vrrp.ts";
export { vxlanGpe } from "./vxlan-gpe.ts";
export { wireguard } from "./wireguard.ts";
export { wlan, wlanChecked, wlanCheckedPadded, wlanPadded, wlanSwapped } from "./wlan.ts";
export { wlanRadio, wlanRadioChecked, wlanRadioCheckedPadded, wlanRadioPadded } from "./wlan-radio.ts";
export { wol } from "./wol.ts";
export { wreth } from "./wreth.ts";
export { xml } from "./xml.ts";
