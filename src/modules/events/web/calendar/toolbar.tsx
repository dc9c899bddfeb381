import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useSession } from '#web/session.tsx'
import { Button } from '#web/ui/button.tsx'
import { classes } from '#web/ui/classes.ts'
import { Field, Select, Switch } from '#web/ui/field.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { useTexts, useTypeName } from '../texts.ts'
import { allZones, ownZone } from '../time/zone.ts'
import { lookOf } from './colours.ts'
import type { CalendarFormat } from './format.ts'
import { steppedDay, views, type CalendarSearch, type ChangeSearch, type Span } from './search.ts'

function ZoneField(props: { zone: string; onChange: (zone: string | undefined) => void }) {
  const { text } = useTexts()
  const own = ownZone()
  return (
    <Field label={text('web.events.zone')}>
      {(id) => (
        <Select
          id={id}
          value={props.zone}
          onChange={({ target }) => props.onChange(target.value === own ? undefined : target.value)}
        >
          {[...new Set([props.zone, ...allZones()])].map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

/** Steps through time: back, today, on; and what is on show. */
export function TimeSteps(props: {
  search: CalendarSearch
  span: Span
  format: CalendarFormat
  onChange: ChangeSearch
}) {
  const { text } = useTexts()
  const { search, span, format, onChange } = props
  const first = span.days[0] ?? span.chosen
  const last = span.days.at(-1) ?? span.chosen
  const name =
    search.view === 'month'
      ? format.month(span.chosen)
      : `${format.shortDay(first)} – ${format.shortDay(last)}`
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        aria-label={text('web.events.previous')}
        className="px-2"
        onClick={() => onChange({ date: steppedDay(search.view, span.chosen, -1) })}
      >
        <ChevronLeft size={16} aria-hidden />
      </Button>
      <Button onClick={() => onChange({ date: undefined })}>{text('web.events.today')}</Button>
      <Button
        aria-label={text('web.events.next')}
        className="px-2"
        onClick={() => onChange({ date: steppedDay(search.view, span.chosen, 1) })}
      >
        <ChevronRight size={16} aria-hidden />
      </Button>
      <output aria-live="polite" className="text-lg font-semibold">
        {name}
      </output>
    </div>
  )
}

/** View, zone and filters; every one of them is in the address. */
export function Filters(props: { search: CalendarSearch; zone: string; onChange: ChangeSearch }) {
  const { text } = useTexts()
  const { me } = useSession()
  const { search, zone, onChange } = props
  return (
    <search className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <Segmented
        label={text('web.events.view')}
        name="view"
        value={search.view}
        options={views.map((value) => ({ value, label: text(`web.events.view.${value}`) }))}
        onChange={(view) => onChange({ view: view === 'month' ? undefined : view })}
      />
      <div className="min-w-0 flex-1 basis-44 sm:max-w-64">
        <SearchField
          label={text('web.events.filter.search')}
          value={search.q}
          onChange={(q) => onChange({ q: q || undefined })}
        />
      </div>
      <div className="min-w-0 basis-44">
        <ZoneField zone={zone} onChange={(changed) => onChange({ zone: changed })} />
      </div>
      {me.user && (
        <Switch
          label={text('web.events.filter.mine')}
          checked={search.mine}
          onChange={(mine) => onChange({ mine: mine ? 'true' : undefined })}
        />
      )}
    </search>
  )
}

/** The types on show with their colours; choosing one shows it alone. */
export function TypeFilter(props: {
  types: readonly string[]
  chosen: string | undefined
  onChange: ChangeSearch
}) {
  const { text } = useTexts()
  const { types, chosen, onChange } = props
  const typeName = useTypeName()
  const offered = chosen !== undefined && !types.includes(chosen) ? [...types, chosen] : types
  if (offered.length === 0) return null
  return (
    <ul aria-label={text('web.events.filter.types')} className="flex flex-wrap gap-2">
      {offered.map((type) => (
        <li key={type}>
          <button
            type="button"
            aria-pressed={type === chosen}
            className={classes(
              'inline-flex min-h-7 items-center gap-1.5 rounded-full px-2.5 text-sm aria-pressed:outline-2 aria-pressed:outline-accent',
              lookOf(type).chip,
            )}
            onClick={() => onChange({ type: type === chosen ? undefined : type })}
          >
            <span aria-hidden className={classes('size-2 rounded-full', lookOf(type).dot)} />
            {typeName(type)}
          </button>
        </li>
      ))}
    </ul>
  )
}
