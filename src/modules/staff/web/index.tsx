import type { WebModule } from '#web/module.ts'

/** The pages of the staff module. */
export const webModule: WebModule = { name: 'staff', menu: [], routes: () => [] }
