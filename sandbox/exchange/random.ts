const mask = 0xff_ff_ff_ff

/** Mixes whole numbers into one of 32 bits: the same for the same numbers, without a pattern for others (MurmurHash3). */
export function hash(a: number, b: number, c = 0, d = 0): number {
  let h = Math.imul(a ^ 0x9e_37_79_b9, 0x85_eb_ca_6b)
  h = Math.imul(h ^ (h >>> 13) ^ b, 0xc2_b2_ae_35)
  h = Math.imul(h ^ (h >>> 16) ^ c, 0x85_eb_ca_6b)
  h = Math.imul(h ^ (h >>> 13) ^ d, 0xc2_b2_ae_35)
  h = Math.imul(h ^ (h >>> 16), 0x85_eb_ca_6b)
  return (h ^ (h >>> 13)) >>> 0
}

/** A number in [0, 1) that belongs to these numbers. */
export function fraction(a: number, b: number, c = 0, d = 0): number {
  return hash(a, b, c, d) / (mask + 1)
}

/** The `n`th identifier of a world, in the form of a random UUID. */
export function uuidOf(seed: number, n: number): string {
  const parts = [0, 1, 2, 3].map((part) => hash(seed, n, part, 0x75_75_69_64))
  const hex = parts.map((part) => part.toString(16).padStart(8, '0')).join('')
  const variant = ((parts[2] ?? 0) >>> 28) % 4
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${'89ab'.charAt(variant)}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-')
}
