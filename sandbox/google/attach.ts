import type { FastifyInstance } from 'fastify'
import type { SnapshotPart } from '../control/snapshot.ts'
import type { World } from '../discord/world.ts'
import { describeGoogle } from './describe.ts'
import { createGoogle } from './google.ts'
import { keyFile, type KeyFile } from './identity.ts'
import { registerGoogle } from './register.ts'
import { googleSnapshot } from './snapshot.ts'
import type { GoogleState } from './state.ts'

/** The emulated Google as the sandbox handles it. */
export type AttachedGoogle = {
  snapshot: SnapshotPart
  load(state: GoogleState): void
  /** For `GET /_control/world`. */
  describe(): Record<string, unknown>
  /** Read when needed: the address is known once the sandbox listens. */
  credentials: { readonly root: string; readonly keyFile: KeyFile }
}

/** Serves an emulated Google beside the given world: the same clock, randomness and address. */
export function attachGoogle(
  app: FastifyInstance,
  world: World,
  state: GoogleState,
): AttachedGoogle {
  const root = (): string => `${world.origin()}/google`
  const google = createGoogle({ clock: world.clock, random: () => world.random(), root, state })
  registerGoogle(app, google)
  return {
    snapshot: googleSnapshot(google),
    load: (fresh) => google.load(fresh),
    describe: () => describeGoogle(google),
    credentials: {
      get root() {
        return root()
      },
      get keyFile() {
        return keyFile(root())
      },
    },
  }
}
