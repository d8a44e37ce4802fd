/**
 * A 32-bit hash that detects damaged and foreign bytes. It does not protect against deliberate changes. The same bytes
 * under two different seeds always have different hashes.
 */
export function checksum(seed: number, view: DataView, end: number): number {
  let hash = seed ^ 0x9747b28c ^ end;
  const words = end & ~3;
  for (let at = 0; at < words; at += 4) {
    hash ^= Math.imul(view.getInt32(at), 0x5bd1e995);
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0x64654ba6;
  }
  for (let at = words; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The seed for everything that belongs to a view as a whole, from the text that names its space. */
export const spaceSeed = (space: string): number => keySeed(0x811c9dc5, Buffer.from(space));

/**
 * The seed for the row under `key`. Every row of every space has its own seed, so that a row under a wrong key is
 * detected.
 */
export function keySeed(space: number, key: Uint8Array): number {
  let hash = space ^ key.length;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key[at]!, 0x01000193);
  return hash;
}
