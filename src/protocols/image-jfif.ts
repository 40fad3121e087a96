// A JPEG picture in the body of an HTTP message, ITU-T T.81, B.1: marker segments, in the JPEG File Interchange Format
// (ITU-T T.871) or with Exif (CIPA DC-008).
//
//   | FF D8 | FF type (8) | length (16) | ... | FF DA ... entropy-coded data | FF D9 |

import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import type { Cursor } from "./common/cursor.ts";
import { bodyReader, columnWith } from "./common/http-reader.ts";
import { hexNum, mark, num, raw, said, str } from "./common/located.ts";
import { Kind } from "./common/media-types.ts";

const fields = [
  hexNum(2, "image-jfif.marker", "Marker"),
  mark("image-jfif.marker_segment", "Marker segment"),
  num(2, "image-jfif.length", "Length"),
  str("image-jfif.identifier", "Identifier"),
  mark("image-jfif.version", "Version"),
  num(1, "image-jfif.version.major", "Major Version"),
  num(1, "image-jfif.version.minor", "Minor Version"),
  num(1, "image-jfif.units", "Units", {
    values: { 0: "No units", 1: "Dots per inch", 2: "Dots per centimetre" },
  }),
  num(2, "image-jfif.Xdensity", "Xdensity"),
  num(2, "image-jfif.Ydensity", "Ydensity"),
  num(1, "image-jfif.Xthumbnail", "Xthumbnail"),
  num(1, "image-jfif.Ythumbnail", "Ythumbnail"),
  raw("image-jfif.remain_seg_data", "Remaining segment data"),
  mark("image-jfif.sof", "Start of Frame header"),
  num(1, "image-jfif.sof.precision", "Sample Precision (bits)"),
  num(2, "image-jfif.sof.lines", "Lines"),
  num(2, "image-jfif.sof.samples_per_line", "Samples per line"),
  num(1, "image-jfif.sof.nf", "Number of image components in frame"),
  num(1, "image-jfif.sof.c_i", "Component identifier"),
  num(1, "image-jfif.sof.h_i", "Horizontal sampling factor", { mask: 0xf0 }),
  num(1, "image-jfif.sof.v_i", "Vertical sampling factor", { mask: 0x0f }),
  num(1, "image-jfif.sof.tq_i", "Quantization table destination selector"),
  mark("image-jfif.header.sos", "Start of Segment header"),
  num(1, "image-jfif.sos.ns", "Number of image components in scan"),
  num(1, "image-jfif.sos.component_selector", "Scan component selector"),
  num(1, "image-jfif.sos.dc_entropy_selector", "DC entropy coding table destination selector", {
    mask: 0xf0,
  }),
  num(1, "image-jfif.sos.ac_entropy_selector", "AC entropy coding table destination selector", {
    mask: 0x0f,
  }),
  num(1, "image-jfif.sos.ss", "Start of spectral or predictor selection"),
  num(1, "image-jfif.sos.se", "End of spectral selection"),
  num(1, "image-jfif.sos.ah", "Successive approximation bit position high", { mask: 0xf0 }),
  num(1, "image-jfif.sos.al", "Successive approximation bit position low or point transform", { mask: 0x0f }),
  raw("image-jfif.entropy_coded_segment", "Entropy-coded segment (dissection is not yet implemented)"),
  mark("image-jfif.header.comment", "Comment header"),
  str("image-jfif.comment", "Comment"),
  said(
    "warning",
    "protocol",
    "image-jfif.app0-identifier-not-jfif",
    'Initial App0 segment with "JFIF" Identifier not found',
  ),
];

export const imageJfif: Protocol = {
  name: "image-jfif",
  title: "JPEG File Interchange Format",
  reference: "ITU-T T.81, B.1",
  fields,
  ...bodyReader(Kind.jfif, fields, tell),
  remarks: ({ data }, remark) => {
    if (data.byteLength > 11 && data.getUint16(2) === APP1 && stringAt(data, 6, 5) === "Exif\0")
      remark("image-jfif.app0-identifier-not-jfif");
  },
  column: columnWith(""),
};

const [EOI, SOS, APP0, APP1, COMMENT, TEM] = [0xffd9, 0xffda, 0xffe0, 0xffe1, 0xfffe, 0xff01];

const isFrame = (type: number): boolean =>
  type >= 0xffc0 && type <= 0xffcf && type !== 0xffc4 && type !== 0xffc8 && type !== 0xffcc;
/** Of no length: restarts, the ends, and the temporary one. */
const isAlone = (type: number): boolean => (type >= 0xffd0 && type <= 0xffd9) || type === TEM;

function tell(c: Cursor): void {
  c.tell("image-jfif.marker", 2);
  while (c.left > 0) {
    const type = c.peek(2);
    if (isAlone(type)) {
      c.tell("image-jfif.marker", 2);
      if (type === EOI) return;
      continue;
    }
    const size = 2 + c.peek(2, 2);
    if (type === SOS) tellScan(c.part("image-jfif.header.sos", size));
    else if (type === COMMENT) tellComment(c.part("image-jfif.header.comment", size));
    else if (isFrame(type)) tellFrame(c.part("image-jfif.sof", size));
    else tellSegment(c.part("image-jfif.marker_segment", size), type);
    if (type === SOS) entropyCoded(c);
  }
}

/** Up to a marker that is no restart; zeros behind FF are none. */
function entropyCoded(c: Cursor): void {
  let size = 0;
  while (size + 1 < c.left && !(c.peek(1, size) === 0xff && isMarker(c.peek(2, size)))) size++;
  if (size + 1 >= c.left) size = c.left;
  if (size > 0) c.tell("image-jfif.entropy_coded_segment", size);
}
const isMarker = (type: number): boolean => type !== 0xff00 && (type < 0xffd0 || type > 0xffd7);

function tellSegment(c: Cursor, type: number): void {
  c.tell("image-jfif.marker", 2).tell("image-jfif.length", 2);
  const identifier = c.left >= 5 ? stringAt(c.data, c.at, 5).replace(/\0$/, "") : "";
  if (type === APP0 && identifier === "JFIF") {
    c.text("image-jfif.identifier", 5);
    const version = c.part("image-jfif.version", 2);
    version.tell("image-jfif.version.major", 1).tell("image-jfif.version.minor", 1);
    c.tell("image-jfif.units", 1).tell("image-jfif.Xdensity", 2).tell("image-jfif.Ydensity", 2);
    c.tell("image-jfif.Xthumbnail", 1).tell("image-jfif.Ythumbnail", 1);
  } else if ((type === APP0 || type === APP1) && /^(JFIF|Exif)$/.test(identifier))
    c.text("image-jfif.identifier", 5);
  // Exif's directories are not read.
  if (type === APP1 && identifier === "Exif") return;
  if (c.left > 0) c.tell("image-jfif.remain_seg_data", c.left);
}

function tellComment(c: Cursor): void {
  c.tell("image-jfif.marker", 2).tell("image-jfif.length", 2).text("image-jfif.comment", c.left);
}

function tellFrame(c: Cursor): void {
  c.tell("image-jfif.marker", 2).tell("image-jfif.length", 2).tell("image-jfif.sof.precision", 1);
  c.tell("image-jfif.sof.lines", 2).tell("image-jfif.sof.samples_per_line", 2);
  for (let n = c.number("image-jfif.sof.nf", 1); n > 0; n--) {
    c.tell("image-jfif.sof.c_i", 1).here("image-jfif.sof.h_i", 1).tell("image-jfif.sof.v_i", 1);
    c.tell("image-jfif.sof.tq_i", 1);
  }
}

function tellScan(c: Cursor): void {
  c.tell("image-jfif.marker", 2).tell("image-jfif.length", 2);
  for (let n = c.number("image-jfif.sos.ns", 1); n > 0; n--) {
    c.tell("image-jfif.sos.component_selector", 1).here("image-jfif.sos.dc_entropy_selector", 1);
    c.tell("image-jfif.sos.ac_entropy_selector", 1);
  }
  c.tell("image-jfif.sos.ss", 1).tell("image-jfif.sos.se", 1);
  c.here("image-jfif.sos.ah", 1).tell("image-jfif.sos.al", 1);
}
