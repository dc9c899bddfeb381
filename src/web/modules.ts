import type { WebModule } from './module.ts'

const found = import.meta.glob<{ webModule: WebModule }>('../modules/*/web/index.tsx', {
  eager: true,
})

/** What the modules add to the web app, in the order of their names. */
export const webModules: readonly WebModule[] = Object.values(found).map((file) => file.webModule)
