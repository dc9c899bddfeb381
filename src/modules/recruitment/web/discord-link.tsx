import { ExternalLink } from 'lucide-react'
import { buttonClass } from '#web/ui/button.tsx'
import type { RecruitmentJson } from '../contract/party.ts'
import { useTexts } from './texts.ts'

/** Leads to the party's message in Discord; absent until the message is posted. */
export function DiscordLink({ party }: { party: RecruitmentJson }) {
  const { text } = useTexts()
  const action = text('web.recruitment.discord')
  if (party.jump_url === null) return null
  return (
    <a
      href={party.jump_url}
      target="_blank"
      rel="noreferrer"
      className={buttonClass('secondary')}
      aria-label={text('web.recruitment.named_action', { action, title: party.title })}
    >
      <ExternalLink size={16} aria-hidden />
      {action}
    </a>
  )
}
