/**
 * Notes that something of the machine is not there: what needs it is reported as skipped. Where all must
 * be there (`REQUIRE_SERVICES=1`, as in CI) this throws instead, so that a green run means all of it.
 */
export function noteMissing(what: string): void {
  if (process.env['REQUIRE_SERVICES'] === '1') throw new Error(`${what}, and all must be there`)
}
