import type { SecondDoor } from '#core/module.ts'
import { engineOf } from '../service/engine.ts'

/** The port that bots of the first version expect, on loopback alone. */
export const compatDoor: SecondDoor = (services) => {
  const { TRADING_COMPAT_PORT: port } = engineOf(services).settings
  return port === 0 ? null : { host: '127.0.0.1', port }
}
