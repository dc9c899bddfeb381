import { LivePreview } from '#web/discord/live-preview.tsx'
import { usePaused } from '#web/ui/typing.ts'
import { createEventBody } from '../../contract/event.ts'
import { eventsPath } from '../data/cache.ts'
import { useTexts } from '../texts.ts'
import { useOptionLabels } from './form.tsx'
import { createBodyOf, type EventValues } from './values.ts'

/** The sign-up message of an event as it would be posted now. */
export function Preview({ values }: { values: EventValues }) {
  const { text } = useTexts()
  const labels = useOptionLabels()
  const typed = usePaused(values)
  const body = createBodyOf(typed, labels)
  return (
    <LivePreview
      path={`${eventsPath}/preview`}
      body={body}
      ready={typed.start !== '' && createEventBody.safeParse(body).success}
      texts={{
        title: text('web.events.preview.title'),
        empty: text('web.events.preview.empty'),
        stale: text('web.events.preview.stale'),
      }}
    />
  )
}
