/** HTTP: RFC 9112 and RFC 9110. */
import type { Made } from "./packets.ts";

export const web: readonly Made[] = [
  {
    name: "HTTP: what a query, cookies and credentials consist of",
    on: "tcp 80",
    bytes: `474554202f613f783d3126793d3220485454502f312e310d0a  # GET /a?x=1&y=2
      486f73743a20680d0a                                  # Host: h
      436f6f6b69653a20613d623b20633d640d0a                # Cookie: a=b; c=d
      417574686f72697a6174696f6e3a2042617369632064584e6c636a707759584e7a0d0a0d0a # user:pass`,
    tshark: `http.request.uri /a?x=1&y=2
      http.request.uri.path /a
      http.request.uri.query x=1&y=2
      http.request.uri.query.parameter x=1,y=2
      http.cookie a=b; c=d
      http.cookie_pair a=b,c=d
      http.authorization Basic dXNlcjpwYXNz
      http.authbasic user:pass
      http.request.full_uri http://h/a?x=1&y=2`,
  },
  {
    name: "HTTP: a body in chunks, packed",
    on: "tcp 80",
    bytes: `485454502f312e3120323030204f4b0d0a                                  # 200 OK
      436f6e74656e742d456e636f64696e673a20677a69700d0a                    # Content-Encoding: gzip
      5472616e736665722d456e636f64696e673a206368756e6b65640d0a0d0a        # Transfer-Encoding: chunked
      32310d0a                                                            # one chunk
      1f8b08000000000000032b49cd5348aa2c492dd62b21920500ee18070732000000  # ten bytes five times, as gzip (RFC 1952)
      0d0a300d0a0d0a                                                      # the end`,
    tshark: `http.content_encoding gzip
      http.chunk_size 33,0
      http.chunk_data 1f8b08000000000000032b49cd5348aa2c492dd62b21920500ee18070732000000
      http.chunk_boundary 0d0a
      http.file_data ten bytes.ten bytes.ten bytes.ten bytes.ten bytes.`,
  },
  {
    name: "JSON: objects, arrays and all kinds of values",
    on: "tcp 80",
    bytes: `485454502f312e3120323030204f4b0d0a                                 # HTTP/1.1 200 OK
      436f6e74656e742d547970653a206170706c69636174696f6e2f6a736f6e0d0a   # Content-Type: application/json
      436f6e74656e742d4c656e6774683a2036320d0a0d0a                       # Content-Length: 62, and an empty line
      7b2261223a5b312c2d322e3565332c                                     # a number, and one with all its parts
      747275652c66616c73652c6e756c6c2c4e614e5d2c                         # the words
      2262223a7b2263223a22785c753030343179227d7d20                       # a string with escapes in an object in the object
      5b5b5d5d                                                           # a second value`,
    tshark: `frame.protocols eth:ethertype:ip:tcp:http:json
      _ws.col.Protocol HTTP/JSON
      json.object 1,1
      json.member a,b,c
      json.array 1,1,1
      json.path_with_value /a/[]:1,/a/[]:-2.5e3,/a/[]:true,/a/[]:false,/a/[]:null,/a/[]:NaN,/b/c:xAy
      json.member_with_value []:1,[]:-2.5e3,[]:true,[]:false,[]:null,[]:NaN,c:xAy
      json.value.number 1,-2.5e3
      json.value.true 1
      json.value.false 1
      json.value.null 1
      json.value.nan 1
      json.key a,c,b
      json.path /a,/b/c,/b
      json.value.string xAy`,
  },
  {
    name: "A form: names and values",
    on: "tcp 80",
    bytes: `504f5354202f6620485454502f312e310d0a                               # POST /f HTTP/1.1
      436f6e74656e742d547970653a206170706c69636174696f6e2f782d7777772d666f726d2d75726c656e636f6465640d0a # Content-Type: application/x-www-form-urlencoded
      436f6e74656e742d4c656e6774683a2031330d0a0d0a                       # Content-Length: 13, and an empty line
      612b623d6325343126                                                 # a blank, and a letter by its number
      643d2665                                                           # no value, and no equals sign`,
    tshark: `frame.protocols eth:ethertype:ip:tcp:http:urlencoded-form
      urlencoded-form.key a b,d,e
      urlencoded-form.value cA,,`,
  },
  {
    name: "XML: tags, attributes, text, comments",
    on: "tcp 80",
    bytes: `485454502f312e3120323030204f4b0d0a                                 # HTTP/1.1 200 OK
      436f6e74656e742d547970653a20746578742f786d6c0d0a                   # Content-Type: text/xml
      436f6e74656e742d4c656e6774683a2039340d0a0d0a                       # Content-Length: 94, and an empty line
      3c3f786d6c2076657273696f6e3d22312e302220656e636f64696e673d225554462d38223f3e # the declaration
      3c212d2d2063202d2d3e3c6120623d2231222063203d202232223e             # a comment, and a tag with attributes
      0a20746578743c642f3e3c215b43444154415b783c795d5d3e3c2f613e         # text, an empty tag, and what is not looked into`,
    tshark: `frame.protocols eth:ethertype:ip:tcp:http:xml
      _ws.col.Protocol HTTP/XML
      xml.xmlpi.xml <?xml version="1.0" encoding="UTF-8"?>
      xml.xmlpi.xml.version 1.0
      xml.xmlpi.xml.encoding UTF-8
      xml.comment <!-- c -->
      xml.tag <a b="1" c = "2">,<d/>
      xml.attribute b="1",c = "2"
      xml.cdata text
      xml.cdatasection <![CDATA[x<y]]>`,
  },
  {
    name: "A body of a type that nobody reads",
    on: "tcp 80",
    bytes: `485454502f312e3120323030204f4b0d0a                                 # HTTP/1.1 200 OK
      436f6e74656e742d547970653a206170706c69636174696f6e2f7a69700d0a     # Content-Type: application/zip
      436f6e74656e742d4c656e6774683a20360d0a0d0a                         # Content-Length: 6, and an empty line
      504b03040000                                                       # how ZIP begins`,
    tshark: `frame.protocols eth:ethertype:ip:tcp:http:media
      _ws.col.Info HTTP/1.1 200 OK  (application/zip)
      media.type 504b03040000`,
  },
  {
    name: "A picture of another type than its message says",
    on: "tcp 80",
    bytes: `485454502f312e3120323030204f4b0d0a                                 # HTTP/1.1 200 OK
      436f6e74656e742d547970653a20696d6167652f706e670d0a                 # Content-Type: image/png
      436f6e74656e742d4c656e6774683a2032330d0a0d0a                       # Content-Length: 23, and an empty line
      47494638396120616e64206e6f7420616e79206d6f7265                     # not a PNG`,
    tshark: `frame.protocols eth:ethertype:ip:tcp:http:image-gif
      _ws.col.Protocol HTTP
      http.subdissector_failed 1`,
  },
  {
    name: "PNG: header, text, time, size, data",
    on: "tcp 80",
    bytes: `485454502f312e3120323030204f4b0d0a                                 # HTTP/1.1 200 OK
      436f6e74656e742d547970653a20696d6167652f706e670d0a                 # Content-Type: image/png
      436f6e74656e742d4c656e6774683a203131390d0a0d0a                     # Content-Length: 119, and an empty line
      89504e470d0a1a0a                                                   # the signature
      0000000d4948445200000004000000030806000001c3f39e50                 # the header: 4 by 3, 8 bits, RGBA, interlaced
      00000007744558745469746c650078297e4d3a                             # a text
      0000000774494d4507ea0b1c010203bce9127d                             # 28 Nov 2026, 01:02:03
      000000097048597300000b1300000b12011981ad59                         # pixels per metre
      0000000349444154010203533717ad                                     # data
      0000000049454e44ae426082                                           # the end`,
    tshark: `frame.protocols eth:ethertype:ip:tcp:http:png
      _ws.col.Info HTTP/1.1 200 OK  (PNG)
      png.signature 89504e470d0a1a0a
      png.chunk.len 13,7,7,9,3,0
      png.chunk.type IHDR,tEXt,tIME,pHYs,IDAT,IEND
      png.chunk.flag.ancillary 0,1,1,1,0,0
      png.chunk.flag.private 0,0,0,0,0,0
      png.chunk.flag.stc 0,1,0,1,0,0
      png.ihdr.width 4
      png.ihdr.height 3
      png.ihdr.bitdepth 8
      png.ihdr.colour_type 6
      png.ihdr.compression_method 0
      png.ihdr.filter_method 0
      png.ihdr.interlace_method 1
      png.chunk.crc 0xc3f39e50,0x297e4d3a,0xbce9127d,0x1981ad59,0x533717ad,0xae426082
      png.text.keyword Title
      png.text.string x
      png.time.year 2026
      png.time.month 11
      png.time.day 28
      png.time.hour 1
      png.time.minute 2
      png.time.second 3
      png.phys.horiz 2835
      png.phys.vert 2834
      png.phys.unit 1
      png.chunk.data 1`,
  },
  {
    name: "GIF: colors, an extension, an image",
    on: "tcp 80",
    bytes: `485454502f312e3120323030204f4b0d0a                                 # HTTP/1.1 200 OK
      436f6e74656e742d547970653a20696d6167652f6769660d0a                 # Content-Type: image/gif
      436f6e74656e742d4c656e6774683a2035330d0a0d0a                       # Content-Length: 53, and an empty line
      474946383961                                                       # the version
      02010100f80131                                                     # 258 by 1, two global colors, in order; the aspect ratio
      010203040506                                                       # the colors
      21fe02686900                                                       # a comment
      2c000001000201010081                                               # an image with colors of its own
      000102030405060708090a0b                                           # the four colors
      02024401003b                                                       # code size, data, the end`,
    tshark: `frame.protocols eth:ethertype:ip:tcp:http:image-gif
      _ws.col.Info HTTP/1.1 200 OK  (GIF89a)
      image-gif.version GIF89a
      image-gif.screen.width 258
      image-gif.screen.height 1
      image-gif.global.color_map.present 1
      image-gif.global.color_bpp 7
      image-gif.global.color_map.ordered 1
      image-gif.global.bpp 0,1
      image-gif.image_background_index 1
      image-gif.global.pixel_aspect_ratio 49
      image-gif.global.color_map 010203040506
      image-gif.extension 1
      image-gif.extension.label 0xfe
      image-gif.data_block 6869,<none>,4401,<none>
      image-gif.image 1
      image-gif.image.left 0
      image-gif.image.top 1
      image-gif.image.width 258
      image-gif.image.height 1
      image-gif.local.color_map.present 1
      image-gif.local.color_bpp 0
      image-gif.local.color_map.ordered 0
      image-gif.local.color_map 000102030405060708090a0b
      image-gif.image.code_size 2
      image-gif.end 1`,
  },
  {
    name: "JPEG: segments, frame and scan",
    on: "tcp 80",
    bytes: `485454502f312e3120323030204f4b0d0a                                 # HTTP/1.1 200 OK
      436f6e74656e742d547970653a20696d6167652f6a7065670d0a               # Content-Type: image/jpeg
      436f6e74656e742d4c656e6774683a2036330d0a0d0a                       # Content-Length: 63, and an empty line
      ffd8                                                               # start
      ffe000104a46494600010201004800490000                               # JFIF 1.2, dots per inch, 72 by 73
      ffdb000401ff                                                       # a table
      fffe0005686921                                                     # a comment
      ffc0000b080001000201012300                                         # frame: 1 line, 2 samples, one component
      ffda0008010112003f01                                               # scan of that component
      d2cf20ff00ffd9                                                     # data with a stuffed byte, end`,
    tshark: `frame.protocols eth:ethertype:ip:tcp:http:image-jfif
      _ws.col.Info HTTP/1.1 200 OK  (JPEG JFIF image)
      image-jfif.marker 0xffd8,0xffe0,0xffdb,0xfffe,0xffc0,0xffda,0xffd9
      image-jfif.marker_segment 1,1
      image-jfif.length 16,4,5,11,8
      image-jfif.identifier JFIF
      image-jfif.version 1
      image-jfif.version.major 1
      image-jfif.version.minor 2
      image-jfif.units 1
      image-jfif.Xdensity 72
      image-jfif.Ydensity 73
      image-jfif.Xthumbnail 0
      image-jfif.Ythumbnail 0
      image-jfif.remain_seg_data 01ff
      image-jfif.header.comment 1
      image-jfif.comment hi!
      image-jfif.sof 1
      image-jfif.sof.precision 8
      image-jfif.sof.lines 1
      image-jfif.sof.samples_per_line 2
      image-jfif.sof.nf 1
      image-jfif.sof.c_i 1
      image-jfif.sof.h_i 2
      image-jfif.sof.v_i 3
      image-jfif.sof.tq_i 0
      image-jfif.header.sos 1
      image-jfif.sos.ns 1
      image-jfif.sos.component_selector 1
      image-jfif.sos.dc_entropy_selector 1
      image-jfif.sos.ac_entropy_selector 2
      image-jfif.sos.ss 0
      image-jfif.sos.se 63
      image-jfif.sos.ah 0
      image-jfif.sos.al 1
      image-jfif.entropy_coded_segment d2cf20ff00`,
  },
  {
    name: "SSDP: a device says that it is there",
    on: "udp 1900",
    bytes: `4e4f54494659202a20485454502f312e310d0a                             # NOTIFY * HTTP/1.1
      484f53543a3233392e3235352e3235352e3235303a313930300d0a             # HOST:239.255.255.250:1900
      5345525645523a20780d0a                                             # SERVER: x
      4e54533a737364703a616c6976650d0a0d0a                               # NTS:ssdp:alive`,
    tshark: `frame.protocols eth:ethertype:ip:udp:ssdp
      _ws.col.Protocol SSDP
      _ws.col.Info NOTIFY * HTTP/1.1
      http.chat 1
      http.request.method NOTIFY
      http.request.uri *
      http.request.version HTTP/1.1
      http.host 239.255.255.250:1900
      http.server x
      http.unknown_header NTS:ssdp:alive\\r\\n
      http.request.full_uri http://239.255.255.250:1900*
      http.notification 1`,
  },
  {
    name: "SSDP: a search",
    on: "udp 1900",
    bytes: `4d2d534541524348202a20485454502f312e310d0a                         # M-SEARCH * HTTP/1.1
      4d583a20330d0a0d0a                                                 # MX: 3`,
    tshark: `frame.protocols eth:ethertype:ip:udp:ssdp
      _ws.col.Protocol SSDP
      _ws.col.Info M-SEARCH * HTTP/1.1
      http.request.method M-SEARCH
      http.request.uri *
      http.request.version HTTP/1.1
      http.request 1`,
  },
];
