const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A ULID: 48 bits of time and 80 bits of chance in Crockford's base 32, sortable by time (ulid/spec).
 * `bytes` are ten random ones.
 */
export function ulid(now: number, bytes: Uint8Array): string {
  let time = ''
  for (let rest = now, left = 10; left > 0; left -= 1) {
    time = `${letters[rest % 32] ?? ''}${time}`
    rest = Math.floor(rest / 32)
  }
  let value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  let chance = ''
  for (let left = 16; left > 0; left -= 1) {
    chance = `${letters[Number.parseInt(String(value % 32n), 10)] ?? ''}${chance}`
    value /= 32n
  }
  return time + chance
}
