import { Megaphone } from 'lucide-react'
import { Failure } from '#web/pages/error.tsx'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { HomePart } from '#web/shell/home-part.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { CardList, CardSkeletons } from './card-list.tsx'
import { useTexts } from './texts.ts'
import { useDiscordRecruitments } from './use-discord-recruitments.ts'

/** The most parties that the home page shows. */
const shownParties = 6

function Parties() {
  const { text } = useTexts()
  const [{ guild }] = useUrlSearch(guildSearch)
  const { items, status, error, refresh, join, leave } = useDiscordRecruitments({
    filter: { status: 'open', discord_guild_id: guild },
  })
  if (status === 'loading') return <CardSkeletons count={3} />
  if (status === 'error') return <Failure error={error} onRetry={refresh} />
  if (items.length === 0) {
    return (
      <EmptyState icon={Megaphone} title={text('web.recruitment.empty.title')}>
        {text('web.recruitment.empty.text')}
      </EmptyState>
    )
  }
  return (
    <CardList
      items={items.slice(0, shownParties)}
      heading="h3"
      withFolded={false}
      join={join}
      leave={leave}
    />
  )
}

/** The parties that look for members now, on the home page. */
export function HomeSection() {
  const { text } = useTexts()
  return (
    <HomePart
      id="recruitment-section"
      title={text('web.recruitment.home.title')}
      to="/discord-recruitments"
      all={text('web.recruitment.home.all')}
    >
      <Parties />
    </HomePart>
  )
}
