import { Hourglass } from 'lucide-react'
import { useNow } from '#web/clock.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import type { RecruitmentJson } from '../contract/party.ts'
import { useActions } from './manage/use-actions.ts'
import { useTexts } from './texts.ts'

/** The place that is being held for the reader, with the time left to take it. */
export function OfferBanner({ party }: { party: RecruitmentJson }) {
  const { text, relative } = useTexts()
  const now = useNow(1000)
  const { act, running } = useActions(party)
  const mine = party.waitlist.find(({ ticket }) => ticket === party.my?.ticket)
  const until = mine?.offer_expires_at ? Date.parse(mine.offer_expires_at) : 0
  if (until <= now) return null
  return (
    <Banner
      tone="accent"
      icon={Hourglass}
      action={
        <Button kind="primary" busy={running === 'accept'} onClick={() => act({ name: 'accept' })}>
          {text('web.recruitment.accept')}
        </Button>
      }
    >
      {text('web.recruitment.offer', { when: relative(until, now) })}
    </Banner>
  )
}
