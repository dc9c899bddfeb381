import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { newIdempotencyKey } from '#web/api/client.ts'
import { DiscordMessage } from '#web/discord/discord-message.tsx'
import { shownMessage } from '#web/discord/message.ts'
import { useApi } from '#web/session.tsx'
import { Card } from '#web/ui/card.tsx'
import { usePaused } from '#web/ui/typing.ts'
import { eventsPath } from '../data/cache.ts'
import { useTexts } from '../texts.ts'
import { useOptionLabels } from './form.tsx'
import { createBodyOf, type EventValues } from './values.ts'

const answer = z.object({ message: z.unknown(), names: z.record(z.string(), z.string()) })

/** The sign-up message in Discord as it would be posted now, drawn by the server's own renderer. */
export function LivePreview({ values }: { values: EventValues }) {
  const { text } = useTexts()
  const api = useApi()
  const labels = useOptionLabels()
  const body = createBodyOf(usePaused(values), labels)
  const { data, isError } = useQuery({
    queryKey: ['events', 'preview', body],
    enabled: values.title.trim() !== '' && values.start !== '',
    placeholderData: (previous) => previous,
    retry: false,
    async queryFn() {
      const path = `${eventsPath}/preview`
      const idempotencyKey = newIdempotencyKey()
      const request = { method: 'POST', path, body, schema: answer, idempotencyKey } as const
      return (await api.write(request)).body
    },
  })
  return (
    <section aria-labelledby="preview-title" className="lg:sticky lg:top-20">
      <h2 id="preview-title" className="mb-2 text-lg font-semibold">
        {text('web.events.preview.title')}
      </h2>
      <Card className="flex flex-col gap-3 bg-page p-4">
        {data && <DiscordMessage message={shownMessage(data.message)} names={data.names} />}
        {!data && <p className="text-muted">{text('web.events.preview.empty')}</p>}
        {isError && <p className="text-sm text-muted">{text('web.events.preview.stale')}</p>}
      </Card>
    </section>
  )
}
