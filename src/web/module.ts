import type { QueryClient } from '@tanstack/react-query'
import type { AnyRoute } from '@tanstack/react-router'
import type { LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'
import type { Api } from './api/client.ts'

/** An entry of the main navigation; the label comes from the module's own texts. */
export type MenuEntry = { to: string; icon: LucideIcon; useLabel: () => string }

/** What a page's data comes through before its components run. */
export type PageServices = { api: Api; queries: QueryClient }

/** What a module adds to the web app; `web/index.tsx` of the module exports it as `webModule`. */
export type WebModule = {
  name: string
  menu: readonly MenuEntry[]
  /** A section of the home page, loaded on demand. */
  HomeSection?: ComponentType
  /** The module's pages below the shell's root route; they may fetch while their code loads. */
  routes: (parent: AnyRoute, services: PageServices) => AnyRoute[]
}
