import { LivePreview } from '#web/discord/live-preview.tsx'
import { usePaused } from '#web/ui/typing.ts'
import { createBody } from '../../contract/write.ts'
import { useTexts } from '../texts.ts'
import { createBodyOf, type PartyValues } from './values.ts'

/** The message of a party as it would be posted now. */
export function Preview({ values }: { values: PartyValues }) {
  const { text } = useTexts()
  const typed = usePaused(values)
  const body = createBodyOf(typed)
  return (
    <LivePreview
      path="/api/discord/recruitments/preview/"
      body={body}
      ready={typed.channel !== '' && createBody.safeParse(body).success}
      texts={{
        title: text('web.recruitment.preview.title'),
        empty: text('web.recruitment.preview.empty'),
        stale: text('web.recruitment.preview.stale'),
      }}
    />
  )
}
