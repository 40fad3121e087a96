/** All hash functions by name. */
import { bondingFunctions } from "./bonding.ts";
import { crc, crcModels } from "./crc.ts";
import { lookup3, lookup3Loop } from "./jenkins.ts";
import { random, randomLoop } from "./random.ts";
import { rtag7 } from "./rtag7.ts";
import { keyOfHex, MICROSOFT_KEY, seededKey, seededSymmetricKey, toeplitz } from "./toeplitz.ts";
import { type ByteFunction, type HashFunction, seedOf } from "./types.ts";
import { xor8, xor16 } from "./xor.ts";

const RSS = 'Microsoft, "RSS Hashing Functions"';
const NEW_KEY = "another key drawn from the seed (0: the named key)";

const bytes = (
  f: Omit<ByteFunction, "on" | "options" | "affine" | "linear"> & Partial<ByteFunction>,
): ByteFunction => ({
  on: "bytes",
  options: [],
  affine: false,
  linear: f.affine === true,
  ...f,
});

/** The yardstick. */
export const perfect = bytes({
  name: "random",
  title: "perfect random hash",
  reference: "HalfSipHash-2-4",
  width: 32,
  seed: "first word of the key",
  make: (o) => random(seedOf(o)),
  loop: (o) => randomLoop(seedOf(o)),
});

export const hashFunctions: readonly HashFunction[] = [
  perfect,
  bytes({
    name: "xor8",
    title: "XOR fold, 8 bits",
    reference: "SAI_HASH_ALGORITHM_XOR",
    width: 8,
    seed: "XORed with the result",
    affine: true,
    make: (o) => xor8(seedOf(o)),
  }),
  bytes({
    name: "xor16",
    title: "XOR fold, 16 bits",
    reference: "SAI_HASH_ALGORITHM_XOR",
    width: 16,
    seed: "XORed with the result",
    affine: true,
    make: (o) => xor16(seedOf(o)),
  }),
  ...crcModels.map((m) =>
    bytes({
      name: m.name,
      title: m.title,
      reference: m.reference,
      width: m.width,
      seed: "XORed into the register at the start",
      affine: true,
      make: (o) => crc(m, seedOf(o)),
    }),
  ),
  bytes({
    name: "toeplitz",
    title: "Toeplitz, Microsoft's key",
    reference: RSS,
    width: 32,
    seed: NEW_KEY,
    linear: true,
    options: ["key"],
    make: (o) => toeplitz(seededKey(o.key ?? MICROSOFT_KEY, seedOf(o))),
  }),
  bytes({
    name: "toeplitz-symmetric",
    title: "Toeplitz, symmetric key",
    reference: RSS,
    width: 32,
    seed: NEW_KEY,
    linear: true,
    make: (o) => toeplitz(seededSymmetricKey(seedOf(o))),
  }),
  bytes({
    name: "jhash",
    title: "Jenkins lookup3",
    reference: "Linux jhash, DPDK rte_jhash",
    width: 32,
    seed: "initval",
    make: (o) => lookup3(seedOf(o)),
    loop: (o) => lookup3Loop(seedOf(o)),
  }),
  ...bondingFunctions,
  {
    name: "rtag7-like",
    title: "RTAG7-like bins",
    reference: "OpenBCM trident/hashing.c",
    width: 16,
    seed: "the seventh word of input",
    affine: true,
    linear: true,
    options: ["algorithm", "preprocess", "ipv6"],
    on: "fields",
    make: rtag7,
  },
];

const WITH_KEY = /^toeplitz:(.+)$/i;

/** Toeplitz with a key of one's own, by the name of `toeplitz:` and the key in hex. */
function toeplitzNamed(name: string): HashFunction | undefined {
  const key = keyOfHex(WITH_KEY.exec(name)?.[1] ?? "");
  if (key === null) return undefined;
  const hex = Array.from(key, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return bytes({
    name: `toeplitz:${hex}`,
    title: `Toeplitz, a key of ${key.length} bytes`,
    reference: RSS,
    width: 32,
    seed: NEW_KEY,
    linear: true,
    make: (o) => toeplitz(seededKey(key, seedOf(o))),
  });
}

/** One of `hashFunctions`, or `toeplitz:6d5a56da…` with any key. */
export const functionNamed = (name: string): HashFunction | undefined =>
  hashFunctions.find((f) => f.name === name) ?? toeplitzNamed(name);
