import { Download, EyeOff, RefreshCw } from 'lucide-react'
import { barChart } from '#core/charts/bars.ts'
import { withQuery } from '#web/api/client.ts'
import { useNow } from '#web/clock.tsx'
import { useLanguage } from '#web/i18n/texts.tsx'
import { Failure } from '#web/pages/error.tsx'
import { ChartFigure } from '#web/ui/chart-figure.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { FormJson } from '../../contract/form.ts'
import { formStats, formStatus, syncAnswer } from '../../contract/results.ts'
import { formPath, useRead, useWrite } from '../api.ts'
import { Figure, RateBar, Section } from '../parts.tsx'
import { useTexts } from '../texts.ts'

function Sync({ form }: { form: FormJson }) {
  const { text, relative } = useTexts()
  const now = useNow()
  const { mutate, isPending } = useWrite({
    request: () => ({ path: formPath(form.id, 'sync'), schema: syncAnswer }),
    done: ({ fetched, changed }) => text('web.forms.did.synced', { fetched, changed }),
  })
  const at = form.google?.last_fetch_at
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button
        icon={<RefreshCw size={16} aria-hidden />}
        busy={isPending}
        onClick={() => mutate(undefined)}
      >
        {text('web.forms.sync')}
      </Button>
      <span className="text-sm text-muted">
        {at
          ? text('web.forms.fetched', { when: relative(Math.min(Date.parse(at), now), now) })
          : text('web.forms.never_fetched')}
      </span>
      {form.google?.fetch_error && (
        <span className="text-sm text-bad">{form.google.fetch_error.detail}</span>
      )}
    </div>
  )
}

function Roles({ form }: { form: FormJson }) {
  const { text } = useTexts()
  const { data } = useRead(formPath(form.id, 'status'), formStatus)
  if (!data || data.by_role.length === 0) return null
  return (
    <Section title={text('web.forms.by_role')}>
      <ul className="flex flex-col gap-3">
        {data.by_role.map((role) => (
          <li key={role.id}>
            <p className="mb-1 text-sm wrap-anywhere">
              {role.name ?? text('web.forms.role_deleted')}
            </p>
            {role.answered === null ? (
              <p className="text-sm text-muted">{text('web.forms.held_back')}</p>
            ) : (
              <RateBar
                counts={{ ...form.counts, answered: role.answered, targets: role.targets }}
              />
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function OverTime({ form }: { form: FormJson }) {
  const { text, day: dayText } = useTexts()
  const { locale } = useLanguage()
  const { data, error, isPending, refetch } = useRead(formPath(form.id, 'stats'), formStats)
  if (isPending) return <Skeleton className="h-40" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data.by_day.length === 0) return null
  const title = text('web.forms.over_time')
  const draw = (width: number) =>
    barChart({
      width,
      title,
      locale,
      height: 220,
      categoryName: text('web.forms.day'),
      categories: data.by_day.map(({ day }) => dayText(day)),
      series: [
        { name: text('web.forms.answers.title'), values: data.by_day.map(({ count }) => count) },
      ],
    })
  return (
    <Section title={title}>
      <ChartFigure draw={draw} />
    </Section>
  )
}

const exports_ = [
  ['responses', 'csv'],
  ['responses', 'xlsx'],
  ['responses', 'json'],
  ['missing', 'csv'],
  ['statistics', 'csv'],
] as const

function Exports({ form }: { form: FormJson }) {
  const { text } = useTexts()
  return (
    <Section title={text('web.forms.export')} note={text('web.forms.export.note')}>
      <div className="flex flex-wrap gap-2">
        {exports_.map(([what, format]) => (
          <a
            key={what + format}
            href={withQuery(formPath(form.id, 'export'), { what, format })}
            download
            className={buttonClass()}
          >
            <Download size={16} aria-hidden />
            {text('web.forms.export.one', {
              what: text(`web.forms.export.${what}`),
              format: format.toUpperCase(),
            })}
          </a>
        ))}
      </div>
    </Section>
  )
}

/** How a form stands: rate, figures, over time, by role, exports. */
export function Overview({ form }: { form: FormJson }) {
  const { text } = useTexts()
  const { counts } = form
  return (
    <>
      {form.is_anonymous && (
        <Banner tone="accent" icon={EyeOff}>
          {text('web.forms.anonymous_note')}{' '}
          {form.key_fingerprint !== null &&
            text('web.forms.fingerprint', { key: form.key_fingerprint })}
        </Banner>
      )}
      <Section title={text('web.forms.rate.label')}>
        <RateBar counts={counts} />
        <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
          <Figure name={text('web.forms.count.answered')}>{counts.answered}</Figure>
          <Figure name={text('web.forms.count.missing')}>{counts.missing}</Figure>
          <Figure name={text('web.forms.count.issued')}>{counts.issued}</Figure>
          <Figure name={text('web.forms.count.problems')}>{counts.problems}</Figure>
          {counts.outside > 0 && (
            <Figure name={text('web.forms.count.outside')}>{counts.outside}</Figure>
          )}
          {counts.reissued > 0 && (
            <Figure name={text('web.forms.count.reissued')}>{counts.reissued}</Figure>
          )}
        </dl>
        <Sync form={form} />
      </Section>
      <OverTime form={form} />
      <Roles form={form} />
      <Exports form={form} />
    </>
  )
}
