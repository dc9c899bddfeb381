import type { Services } from './context.ts'

/**
 * What a program has one of (a client with its limits, what is cached of the outside), made when it
 * is first asked for. Contexts of all requests find the same one; another program in the same
 * process has its own.
 */
export function onePerProgram<T>(make: (services: Services) => T): (services: Services) => T {
  const made = new WeakMap<Services['database'], { value: T }>()
  return (services) => {
    const known = made.get(services.database)
    if (known) return known.value
    const value = make(services)
    made.set(services.database, { value })
    return value
  }
}
