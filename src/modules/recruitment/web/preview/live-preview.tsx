import { useQuery } from '@tanstack/react-query'
import { newIdempotencyKey } from '#web/api/client.ts'
import { useApi } from '#web/session.tsx'
import { DiscordMessage } from '#web/discord/discord-message.tsx'
import { shownMessage } from '#web/discord/message.ts'
import { Card } from '#web/ui/card.tsx'
import { usePaused } from '#web/ui/typing.ts'
import { previewAnswer } from '../../contract/write.ts'
import { createBodyOf, type PartyValues } from '../form/values.ts'
import { useTexts } from '../texts.ts'

/** The message in Discord as it would be posted now, drawn by the server's own renderer. */
export function LivePreview({ values }: { values: PartyValues }) {
  const { text } = useTexts()
  const api = useApi()
  const body = createBodyOf(usePaused(values))
  const { data, isError } = useQuery({
    queryKey: ['recruitments', 'preview', body],
    enabled: values.title.trim() !== '' && values.channel !== '' && values.guild !== '',
    placeholderData: (previous) => previous,
    retry: false,
    async queryFn() {
      const path = '/api/discord/recruitments/preview/'
      const idempotencyKey = newIdempotencyKey()
      const request = { method: 'POST', path, body, schema: previewAnswer, idempotencyKey } as const
      return (await api.write(request)).body
    },
  })
  return (
    <section aria-labelledby="preview-title" className="lg:sticky lg:top-20">
      <h2 id="preview-title" className="mb-2 text-lg font-semibold">
        {text('web.recruitment.preview.title')}
      </h2>
      <Card className="flex flex-col gap-3 bg-page p-4">
        {data && <DiscordMessage message={shownMessage(data.message)} names={data.names} />}
        {!data && <p className="text-muted">{text('web.recruitment.preview.empty')}</p>}
        {isError && <p className="text-sm text-muted">{text('web.recruitment.preview.stale')}</p>}
      </Card>
    </section>
  )
}
