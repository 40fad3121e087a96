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
];
