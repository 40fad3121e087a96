/** DCCP: RFC 4340, 5.8; RFC 4342, 8. */
import type { Made } from "./packets.ts";

export const dccp: readonly Made[] = [
  {
    name: "DCCP: options of every kind",
    on: "ip 33",
    bytes: `9c40 1389 15 00 0000 05 00 0000000003e8                  # 84 bytes of header, Data
      00 01 02 1f                                               # padding, mandatory, slow receiver, reserved
      20 05 01 02 03  21 05 02 01 01  22 04 06 01               # Change L, Confirm L, Change R
      24 05 010203  25 05 010203  26 04 0102  27 03 c5          # init cookie, NDP count, two ack vectors
      28 03 91  29 06 01020304  2a 08 01020304 0506  2b 04 0102 # data dropped, timestamp, its echo, elapsed time
      2c 06 01020304  2d 03 09  80 03 07                        # data checksum, reserved, CCID's own`,
    tshark: `dccp.option_type 0,1,2,31,32,33,34,36,37,38,39,40,41,42,43,44,45,128
      dccp.feature_number 1,2,6
      dccp.ndp_count 66051
      dccp.timestamp 16909060
      dccp.timestamp_echo 16909060
      dccp.elapsed_time 1286,258
      dccp.checksum_data 0x01020304
      dccp.padding 00
      dccp.mandatory 01
      dccp.slow_receiver 02
      dccp.init_cookie 010203
      dccp.ack_vector.nonce_0 0102
      dccp.ack_vector.nonce_1 c5
      dccp.data_dropped 91
      dccp.option_reserved 1f,09
      dccp.ccid_option_data 07`,
  },
  {
    name: "DCCP: options of TFRC, and lengths that are wrong",
    on: "ip 33",
    bytes: `9c40 1389 11 00 0000 05 00 0000000003e8                  # 68 bytes of header, Data
      c0 06 00000007  c1 05 010203  c2 06 00000100              # loss event rate, loss intervals, receive rate
      25 09 01020304050607  29 05 010203  2a 03 01  2b 03 01    # too long, and lengths that no such option has
      2c 03 01  c0 03 01  c2 03 01  20 00 0000 0000`,
    tshark: `dccp.ccid3_loss_event_rate 7
      dccp.ccid3_loss_intervals 010203
      dccp.ccid3_receive_rate 256
      dccp.option_type 192,193,194,37,41,42,43,44,192,194,32`,
  },
];
