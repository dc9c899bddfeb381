function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === false || value === ''
}

/** Discord trims texts and writes times in its own way. */
function sameText(wanted: string, shown: string): boolean {
  if (wanted.trim() === shown.trim()) return true
  return /^\d{4}-\d\d-\d\dT/.test(wanted) && Date.parse(wanted) === Date.parse(shown)
}

/**
 * Whether a message as Discord returns it shows everything that was sent. Discord adds fields of its
 * own and leaves out those that say nothing, so only what we named is compared.
 */
export function looksLike(wanted: unknown, shown: unknown): boolean {
  if (isNothing(wanted)) return isNothing(shown)
  if (typeof wanted === 'string') return typeof shown === 'string' && sameText(wanted, shown)
  if (typeof wanted !== 'object' || wanted === null) return wanted === shown
  if (typeof shown !== 'object' || shown === null) return false
  if (Array.isArray(wanted) && (!Array.isArray(shown) || shown.length !== wanted.length)) {
    return false
  }
  return Object.entries(wanted).every(([key, value]) => looksLike(value, Reflect.get(shown, key)))
}
