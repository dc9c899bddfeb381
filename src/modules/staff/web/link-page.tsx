import { Link } from '@tanstack/react-router'
import { CircleCheck, Link2 } from 'lucide-react'
import { z } from 'zod'
import { withQuery } from '#web/api/client.ts'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { SignInLink } from '#web/shell/account.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { useTexts } from './texts.ts'

const linkSearch = z.object({
  guild: z.string().optional().catch(undefined),
  invite: z.string().max(100).optional().catch(undefined),
  linked: z.stringbool().catch(false),
})

/** Where the browser goes to confirm a Discord account. */
export function linkHref(guild: string | undefined, invite: string | null): string {
  return withQuery('/api/staff/discord/link/', { discord_guild_id: guild, invite })
}

/** `/staff/link`: what linking means, the way to Discord, and what came of it. */
export function LinkPage() {
  const { text } = useTexts()
  const { me, loading } = useSession()
  const [{ guild, invite, linked }] = useUrlSearch(linkSearch)
  const title = text('web.staff.link.title')
  usePageTitle(title)
  if (linked) {
    return (
      <EmptyState
        icon={CircleCheck}
        heading="h1"
        title={text('web.staff.link.done')}
        action={
          <Link to="/staff/me" search={keepGuild} className={buttonClass('primary')}>
            {text('web.staff.me.open')}
          </Link>
        }
      >
        {text('web.staff.link.done_text')}
      </EmptyState>
    )
  }
  const signedIn = me.user !== null || loading
  return (
    <EmptyState
      icon={Link2}
      heading="h1"
      title={title}
      action={
        signedIn ? (
          <a href={linkHref(guild, invite ?? null)} className={buttonClass('primary')}>
            {text('web.staff.link.go')}
          </a>
        ) : (
          <SignInLink long />
        )
      }
    >
      <p>{text(invite === undefined ? 'web.staff.link.text' : 'web.staff.link.invited')}</p>
      <p className="mt-2">{text('web.staff.link.promise')}</p>
    </EmptyState>
  )
}
