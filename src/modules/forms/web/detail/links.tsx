import { Failure } from '#web/pages/error.tsx'
import { Button } from '#web/ui/button.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { z } from 'zod'
import type { FormJson } from '../../contract/form.ts'
import { linkPage } from '../../contract/people.ts'
import { formPath, useRead, useWrite } from '../api.ts'
import { Section } from '../parts.tsx'
import { useTexts, type TextKey } from '../texts.ts'
import { PersonName } from './people.tsx'

/** The ledger of links: whose, since when, used or not, and why links were refused. */
export function Links({ form }: { form: FormJson }) {
  const { text, instant } = useTexts()
  const { data, error, isPending, refetch } = useRead(formPath(form.id, 'links'), linkPage, {
    query: { page_size: 200 },
  })
  const change = useWrite({
    request: ({ verb, user }: { verb: 'links/revoke' | 'reissue'; user: string }) => ({
      path: formPath(form.id, verb),
      body: { discord_user_id: user },
      schema: z.null(),
    }),
    done: () => text('web.forms.saved'),
  })
  if (isPending) return <Skeleton className="h-40" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  return (
    <>
      <Section title={text('web.forms.links.title')} note={text('web.forms.links.note')}>
        {data.count === 0 && <p className="text-muted">{text('web.forms.links.none')}</p>}
        <ul className="flex flex-col divide-y divide-line">
          {data.results.map((entry, index) => (
            <li
              key={`${entry.person.discord_user_id} ${String(index)}`}
              className="flex flex-wrap items-center justify-between gap-2 py-2"
            >
              <PersonName person={entry.person} />
              <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
                <span className="font-medium text-ink">
                  {text(`web.forms.links.${entry.state}` satisfies TextKey)}
                </span>
                {entry.issued_at !== null && (
                  <time dateTime={entry.issued_at}>{instant(Date.parse(entry.issued_at))}</time>
                )}
                {entry.used_ip !== null && <span>{entry.used_ip}</span>}
                {entry.state === 'issued' && (
                  <Button
                    kind="quiet"
                    busy={change.isPending}
                    onClick={() =>
                      change.mutate({ verb: 'links/revoke', user: entry.person.discord_user_id })
                    }
                  >
                    {text('web.forms.links.revoke')}
                  </Button>
                )}
                {entry.state === 'taken' && (
                  <Button
                    kind="quiet"
                    busy={change.isPending}
                    onClick={() =>
                      change.mutate({ verb: 'reissue', user: entry.person.discord_user_id })
                    }
                  >
                    {text('web.forms.links.reissue')}
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      {data.refused.length > 0 && (
        <Section title={text('web.forms.links.refused')}>
          <ul className="flex flex-col gap-1">
            {data.refused.map(({ code, detail, count }) => (
              <li key={code} className="flex justify-between gap-3">
                <span>{detail}</span>
                <span className="tabular-nums">{count}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}
