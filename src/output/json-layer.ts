/** The fields of a layer as members of a JSON object, each name once: what comes again becomes a list. */
import { Found } from "../core/found.ts";
import type { Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { WriteValue } from "./json-values.ts";
import type { Written } from "./written.ts";

const [COMMA, OPEN, CLOSE] = [0x2c, 0x5b, 0x5d];
const NONE = -1;

interface Member {
  /** `"ip.src":` */
  readonly key: Uint8Array;
  readonly write: WriteValue;
  /** Place in the table of the first field of that name. */
  readonly named: number;
}

/** By place in a protocol's table. */
interface Table {
  readonly members: (Member | undefined)[];
  /** By the place of the first field of a name: which layer had it last, and where the last one is among its fields. */
  readonly layer: number[];
  readonly last: number[];
}

/** How keys and values are written. */
export interface Style {
  key(protocol: Protocol, name: string): string;
  value(field: Protocol["fields"][number]): WriteValue;
}

export class JsonLayers {
  private readonly tables = new WeakMap<Protocol, Table>();
  private readonly found = new Found();
  /** Of each field found: the next one of its name, NONE: it is the last; and whether it is the first. */
  private readonly next: number[] = [];
  private readonly isFirst: boolean[] = [];
  private layers = 0;

  constructor(private readonly style: Style) {}

  /** @param begun something stands before the first member */
  write(out: Written, layer: Layer, begun: boolean): void {
    const { protocol } = layer;
    const table = this.tableOf(protocol);
    const { found, next } = this;
    found.read(layer, null);
    this.group(protocol, table);
    let comma = begun;
    for (let i = 0; i < found.n; i++) {
      if (!this.isFirst[i]) continue;
      if (comma) out.byte(COMMA);
      comma = true;
      const { key, write } = this.memberAt(protocol, table, found.spots[i].place);
      out.chunk(key);
      if (next[i] === NONE) write(out, found.spots[i]);
      else this.list(out, protocol, table, i);
    }
  }

  private list(out: Written, protocol: Protocol, table: Table, first: number): void {
    const { found, next } = this;
    for (let i = first; i !== NONE; i = next[i]) {
      out.byte(i === first ? OPEN : COMMA);
      this.memberAt(protocol, table, found.spots[i].place).write(out, found.spots[i]);
    }
    out.byte(CLOSE);
  }

  /** Finds those of the same name. */
  private group(protocol: Protocol, table: Table): void {
    const { found, next, isFirst } = this;
    const number = ++this.layers;
    for (let i = 0; i < found.n; i++) {
      const { named } = this.memberAt(protocol, table, found.spots[i].place);
      isFirst[i] = table.layer[named] !== number;
      if (!isFirst[i]) next[table.last[named]] = i;
      table.layer[named] = number;
      table.last[named] = i;
      next[i] = NONE;
    }
  }

  private memberAt(protocol: Protocol, { members }: Table, place: number): Member {
    let member = members[place];
    if (member === undefined) {
      const field = protocol.fields[place];
      const named = protocol.fields.findIndex(({ name }) => name === field.name);
      const key = Buffer.from(`${JSON.stringify(this.style.key(protocol, field.name))}:`);
      member = { key, write: this.style.value(field), named };
      members[place] = member;
    }
    return member;
  }

  private tableOf(protocol: Protocol): Table {
    let table = this.tables.get(protocol);
    if (table === undefined) {
      const { length } = protocol.fields;
      table = {
        members: new Array(length),
        layer: new Array(length).fill(0),
        last: new Array(length).fill(0),
      };
      this.tables.set(protocol, table);
    }
    return table;
  }
}
