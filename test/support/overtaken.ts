import assert from 'node:assert/strict'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Context, type Services } from '#core/context.ts'

/** Does some work, before whose first write something else is done by others; fails when nothing is written. */
export async function overtaken(
  services: Services,
  by: () => Promise<void>,
  work: (context: Context) => Promise<unknown>,
): Promise<void> {
  let isFirst = true
  const slow: Services = {
    ...services,
    database: {
      ...services.database,
      async write(unit) {
        if (isFirst) {
          isFirst = false
          await by()
        }
        return services.database.write(unit)
      },
    },
  }
  await work(createContext(slow, { actor: systemActor, locale: 'en' }))
  assert.equal(isFirst, false)
}
