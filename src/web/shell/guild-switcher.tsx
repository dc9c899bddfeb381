import { ChevronsUpDown } from 'lucide-react'
import { z } from 'zod'
import { useShellTexts } from '../i18n/texts.tsx'
import { useSession } from '../session.tsx'
import { choices, Menu } from '../ui/menu.tsx'
import { useUrlSearch } from '../url-search.ts'

/** The part of every address that says which server is looked at. */
export const guildSearch = z.object({ guild: z.string().optional().catch(undefined) })

/** Chooses the server that pages show; absent for visitors, who see what is public. */
export function GuildSwitcher() {
  const { text } = useShellTexts()
  const { me } = useSession()
  const [{ guild }, setSearch] = useUrlSearch(guildSearch)
  if (me.guilds.length === 0) return null
  const chosen = me.guilds.find((item) => item.id === guild)?.name ?? text('web.guild.all')
  return (
    <Menu
      trigger={
        <>
          <span className="min-w-0 truncate">
            <span className="sr-only">{text('web.guild.label')}: </span>
            {chosen}
          </span>
          <ChevronsUpDown size={14} aria-hidden className="shrink-0 text-muted" />
        </>
      }
      groups={[
        choices({
          label: text('web.guild.label'),
          value: guild ?? '',
          options: [
            { value: '', label: text('web.guild.all') },
            ...me.guilds.map((item) => ({ value: item.id, label: item.name })),
          ],
          onChange: (value) => setSearch({ guild: value || undefined }),
        }),
      ]}
    />
  )
}
