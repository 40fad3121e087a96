/** Rows by flow, conversations and hosts: as ../flow-groups.ts. */
import { DESTINATION, FLOW_BITS, HAS_FLOW, IS_IP, KIND, NODE, PORTS, SOURCE, V6 } from "../layout";
import { begin, head, join, keyOf, number } from "./chains";
import { rows, tenantOf, word } from "./rows";

// Addresses of what FlowGroups has, and how many flows of several rows were found.
const FLOWS: usize = 0;
const HOSTS: usize = 4;
const INDEX: usize = 8;
const MASK: usize = 12;
const REVERSE: usize = 16;
const ALONE: usize = 20;
const ALONE_IN: usize = 24;
const CONVERSATIONS: usize = 28;
const SEVERAL: usize = 32;
const SEVERAL_COUNT: usize = 36;

function tenantOfRow(row: u32): u32 {
  return load<u32>(tenantOf + 4 * word(row, NODE));
}

function addHost(groups: usize, tenant: u32, kind: u32, source: u32): void {
  number(load<u32>(groups, HOSTS), 2 * tenant + ((kind & V6) === 0 ? 0 : 1), source);
}

export function group(groups: usize): void {
  const index = <usize>load<u32>(groups, INDEX);
  const mask = load<u32>(groups, MASK);
  for (let row: u32 = 0; row < rows; row++) {
    const kind = word(row, KIND);
    const source = word(row, SOURCE);
    const tenant = tenantOfRow(row);
    if ((kind & HAS_FLOW) === 0) {
      if ((kind & IS_IP) !== 0) addHost(groups, tenant, kind, source);
      continue;
    }
    const destination = word(row, DESTINATION);
    const ports = word(row, PORTS);
    const bits = kind & FLOW_BITS;
    let slot = hashBothWays(tenant ^ bits, source, ports >> 16, destination, ports & 0xffff) & mask;
    let first = load<u32>(index + 4 * slot);
    while (first !== 0 && !isIn(groups, first - 1, row, tenant, source, destination, ports, bits)) {
      slot = (slot + 1) & mask;
      first = load<u32>(index + 4 * slot);
    }
    if (first !== 0) continue;
    store<u32>(index + 4 * slot, row + 1);
    begin(load<u32>(groups, FLOWS), row);
    addHost(groups, tenant, bits, source);
  }
}

/** Adds a row to the conversation that was first seen in the row `first`, if it is of that. */
function isIn(
  groups: usize,
  first: u32,
  row: u32,
  tenant: u32,
  source: u32,
  destination: u32,
  ports: u32,
  bits: u32,
): bool {
  const seen = word(first, PORTS);
  const swapped = rotl(ports, 16);
  if (seen !== ports && seen !== swapped) return false;
  if ((word(first, KIND) & FLOW_BITS) !== bits || tenantOfRow(first) !== tenant) return false;
  const from = word(first, SOURCE);
  const to = word(first, DESTINATION);
  const flows = <usize>load<u32>(groups, FLOWS);
  const flow = <u32>keyOf(flows, first);
  if (seen === ports && from === source && to === destination) {
    joins(groups, row, flow);
    return true;
  }
  if (seen !== swapped || from !== destination || to !== source) return false;
  const reverse = <usize>load<u32>(groups, REVERSE) + 4 * flow;
  if (load<u32>(reverse) !== 0) joins(groups, row, load<u32>(reverse) - 1);
  else {
    store<u32>(reverse, begin(flows, row) + 1);
    const conversations = <usize>load<u32>(groups, CONVERSATIONS) + 4 * tenant;
    store<u32>(conversations, load<u32>(conversations) - 1);
    addHost(groups, tenant, bits, source);
  }
  return true;
}

function joins(groups: usize, row: u32, flow: u32): void {
  const flows = <usize>load<u32>(groups, FLOWS);
  const first = head(flows, flow);
  if (load<u32>(<usize>load<u32>(groups, ALONE) + 4 * first) === 1) {
    const several = load<u32>(groups, SEVERAL_COUNT);
    store<u32>(<usize>load<u32>(groups, SEVERAL) + 4 * several, flow);
    store<u32>(groups, several + 1, SEVERAL_COUNT);
    notAlone(groups, first);
  }
  notAlone(groups, row);
  join(flows, row, flow);
}

function notAlone(groups: usize, row: u32): void {
  store<u32>(<usize>load<u32>(groups, ALONE) + 4 * row, 0);
  const aloneIn = <usize>load<u32>(groups, ALONE_IN) + 4 * word(row, NODE);
  store<u32>(aloneIn, load<u32>(aloneIn) - 1);
}

/** The same for both directions. */
function hashBothWays(seed: u32, source: u32, sourcePort: u32, destination: u32, destinationPort: u32): u32 {
  const a = (source ^ (source >> 16) ^ (sourcePort * 0x9e3779b1)) * 0x85ebca77;
  const b = (destination ^ (destination >> 16) ^ (destinationPort * 0x9e3779b1)) * 0x85ebca77;
  const h = ((a ^ (a >> 15)) + (b ^ (b >> 15)) + seed) * 0x297a2d39;
  return h ^ (h >> 15);
}
