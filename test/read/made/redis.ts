/** Redis: commands and what is answered. */
import type { Made } from "./packets.ts";

export const redis: readonly Made[] = [
  {
    name: "Redis: a command",
    on: "tcp 6379",
    bytes: `2a330d0a24330d0a5345540d0a24310d0a610d0a24330d0a0102ff0d0a`,
    tshark: `resp.string (missing)
      resp.error (missing)
      resp.integer (missing)
      resp.array.length 3
      resp.bulk_string.length 3,1,3
      resp.bulk_string.value 534554,61,0102ff
      _ws.col.Protocol RESP
      _ws.col.Info Request: SET a
      frame.protocols eth:ethertype:ip:tcp:resp`,
  },
  {
    name: "Redis: two commands, and an array that is empty",
    on: "tcp 6379",
    bytes: `2a310d0a24340d0a50494e470d0a2a310d0a24340d0a494e464f0d0a2a300d0a`,
    tshark: `resp.string (missing)
      resp.error (missing)
      resp.integer (missing)
      resp.array.length 1,1,0
      resp.bulk_string.length 4,4
      resp.bulk_string.value 50494e47,494e464f
      _ws.col.Protocol RESP
      _ws.col.Info Request: PING INFO
      frame.protocols eth:ethertype:ip:tcp:resp`,
  },
  {
    name: "Redis: commands as a person types them",
    on: "tcp 6379",
    bytes: `50494e470d0a47455420610d0a`,
    tshark: `resp.string (missing)
      resp.error (missing)
      resp.integer (missing)
      resp.array.length (missing)
      resp.bulk_string.length (missing)
      resp.bulk_string.value (missing)
      _ws.col.Protocol RESP
      _ws.col.Info Request: [fragment] [fragment]
      frame.protocols eth:ethertype:ip:tcp:resp`,
  },
  {
    name: "Redis: simple values mean nothing in a command",
    on: "tcp 6379",
    bytes: `2b4f4b0d0a3a34320d0a2d455252206e6f0d0a24320d0a61620d0a`,
    tshark: `resp.string OK
      resp.error ERR no
      resp.integer 42
      resp.array.length (missing)
      resp.bulk_string.length 2
      resp.bulk_string.value 6162
      _ws.col.Protocol RESP
      _ws.col.Info Request: Error: ERR no BulkString(2)
      frame.protocols eth:ethertype:ip:tcp:resp`,
  },
  {
    name: "Redis: answers",
    on: "ethertype 0800",
    bytes: `4500 0052 0001 0000 40 06 0000 0a000001 0a000002
      18eb 9c40 00000001 00000001 5018 2000 0000 0000
      2b4f4b0d0a3a2d34320d0a2d455252206e6f0d0a24350d0a68656c6c6f0d0a242d310d0a24300d0a0d0a`,
    tshark: `resp.string OK
      resp.error ERR no
      resp.integer -42
      resp.array.length (missing)
      resp.bulk_string.length 5,-1,0
      resp.bulk_string.value 68656c6c6f
      _ws.col.Protocol RESP
      _ws.col.Info Response: OK -42 Error: ERR no hello 
      frame.protocols eth:ethertype:ip:tcp:resp`,
  },
  {
    name: "Redis: an array as an answer, and one inside",
    on: "ethertype 0800",
    bytes: `4500 003f 0001 0000 40 06 0000 0a000001 0a000002
      18eb 9c40 00000001 00000001 5018 2000 0000 0000
      2a330d0a2a310d0a3a310d0a24310d0a610d0a2b780d0a`,
    tshark: `resp.string x
      resp.error (missing)
      resp.integer 1
      resp.array.length 3,1
      resp.bulk_string.length 1
      resp.bulk_string.value 61
      _ws.col.Protocol RESP
      _ws.col.Info Response: Array(3)
      frame.protocols eth:ethertype:ip:tcp:resp`,
  },
  {
    name: "Redis: bytes that are no text",
    on: "ethertype 0800",
    bytes: `4500 0031 0001 0000 40 06 0000 0a000001 0a000002
      18eb 9c40 00000001 00000001 5018 2000 0000 0000
      24330d0a0102ff0d0a`,
    tshark: `resp.string (missing)
      resp.error (missing)
      resp.integer (missing)
      resp.array.length (missing)
      resp.bulk_string.length 3
      resp.bulk_string.value 0102ff
      _ws.col.Protocol RESP
      _ws.col.Info Response: BulkString(3)
      frame.protocols eth:ethertype:ip:tcp:resp`,
  },
  {
    name: "Redis: what version 3 has besides",
    on: "ethertype 0800",
    bytes: `4500 0031 0001 0000 40 06 0000 0a000001 0a000002
      18eb 9c40 00000001 00000001 5018 2000 0000 0000
      5f0d0a2c312e350d0a`,
    tshark: `resp.string (missing)
      resp.error (missing)
      resp.integer (missing)
      resp.array.length (missing)
      resp.bulk_string.length (missing)
      resp.bulk_string.value (missing)
      _ws.col.Protocol RESP
      _ws.col.Info Response: [fragment] [fragment]
      frame.protocols eth:ethertype:ip:tcp:resp`,
  },
];
