/** A 32-bit hash that tells damage and foreign bytes; it is no defence against intent. */
export function checksum(view: DataView, end: number): number {
  let hash = 0x9747b28c ^ end;
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
