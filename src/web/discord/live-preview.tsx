import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { newIdempotencyKey } from '../api/client.ts'
import { useApi } from '../session.tsx'
import { Card } from '../ui/card.tsx'
import { DiscordMessage } from './discord-message.tsx'
import { shownMessage } from './message.ts'

const answer = z.object({ message: z.unknown(), names: z.record(z.string(), z.string()) })

/** A message in Discord as it would be posted now, drawn by the server's own renderer. */
export function LivePreview(props: {
  /** Where the server draws it, and of what. */
  path: string
  body: object
  /** Whether all that the body says can be drawn. */
  ready: boolean
  texts: { title: string; empty: string; stale: string }
}) {
  const { path, body, ready, texts } = props
  const api = useApi()
  const { data, isError } = useQuery({
    queryKey: ['preview', path, body],
    enabled: ready,
    placeholderData: (previous) => previous,
    retry: false,
    async queryFn() {
      const idempotencyKey = newIdempotencyKey()
      const request = { method: 'POST', path, body, schema: answer, idempotencyKey } as const
      return (await api.write(request)).body
    },
  })
  return (
    <section aria-labelledby="preview-title" className="lg:sticky lg:top-20">
      <h2 id="preview-title" className="mb-2 text-lg font-semibold">
        {texts.title}
      </h2>
      <Card className="flex flex-col gap-3 bg-page p-4">
        {data && <DiscordMessage message={shownMessage(data.message)} names={data.names} />}
        {!data && <p className="text-muted">{texts.empty}</p>}
        {(isError || (data && !ready)) && <p className="text-sm text-muted">{texts.stale}</p>}
      </Card>
    </section>
  )
}
