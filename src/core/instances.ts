import type { Services } from './context.ts'

/** Something that a module makes once per program: a client with its tokens, a cache. */
export type Instance<T> = { readonly name: string; make(services: Services): T }

/** Looks an instance up; the first time it is made. */
export type Instances = <T>(instance: Instance<T>) => T

/** Makes the look-up of one program. */
export function createInstances(services: () => Services): Instances {
  const made = new Map<Instance<unknown>, { value: unknown }>()
  return <T>(instance: Instance<T>) => {
    const known = made.get(instance) ?? { value: instance.make(services()) }
    made.set(instance, known)
    // The key is the very description that the value was made by.
    return known.value as T
  }
}
