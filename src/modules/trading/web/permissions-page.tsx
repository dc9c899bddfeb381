import { Check, Minus } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import { Failure } from '#web/pages/error.tsx'
import { useChosenGuild, usePlaces } from '#web/places.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Select, TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { limitsJson, permissionsData, type LimitsJson } from '../contract/data.ts'
import type { Overview } from '../contract/rest.ts'
import { right as rights, type Right } from '../contract/values.ts'
import { useCommand, useCommandData } from './data/commands.ts'
import { useNumbers } from './data/numbers.ts'
import { LiveForm } from './live-form.tsx'
import { DataTable, Section } from './parts.tsx'
import { useTexts, type TextKey } from './texts.ts'
import { TradingPage, Waiting } from './trading-page.tsx'

/** A right includes those before it. */
function Has({ has }: { has: boolean }) {
  const { text } = useTexts()
  const Icon = has ? Check : Minus
  return (
    <>
      <Icon size={16} aria-hidden className={has ? 'text-good' : 'text-muted'} />
      <span className="sr-only">{text(has ? 'web.trading.yes' : 'web.trading.no')}</span>
    </>
  )
}

type Named = z.infer<typeof permissionsData>['users'][number]
type Person = Pick<Named, 'user_id' | 'name' | 'right'> & { sources: string[] }

/** Each person once, with the most that any list gives them. */
function everyOne(users: readonly Named[]): Person[] {
  const people = new Map<string, Person>()
  for (const { user_id, name, right, source } of users) {
    const known = people.get(user_id)
    const isMore = !known || rights.options.indexOf(right) > rights.options.indexOf(known.right)
    const sources = [...(known?.sources ?? []), source]
    people.set(user_id, { user_id, name, right: isMore ? right : known.right, sources })
  }
  return [...people.values()]
}

/** Where a right comes from: settings by their name. */
const sourceText = (source: string): string => source.replace(/^env:/, '')

function Matrix({ limits }: { limits: LimitsJson }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const names = usePlaces(useChosenGuild()).roles
  const { data, error, refetch } = useCommandData({ command: 'permissions' }, permissionsData)
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />
  const nameOf = (id: string): string => names.find((role) => role.id === id)?.name ?? id
  const cells = (right: Right) =>
    rights.options.map((one) => (
      <Has key={one} has={rights.options.indexOf(one) <= rights.options.indexOf(right)} />
    ))
  const ownLimit = limits.person_daily_order_krw ?? limits.daily_order_krw
  const perDay = ownLimit === null ? text('web.trading.risk.none') : numbers.krw(ownLimit)
  const users = everyOne(data.users).map(({ user_id, name, right, sources }) => ({
    key: user_id,
    cells: [name ?? user_id, ...cells(right), sources.map(sourceText).join(', '), perDay],
  }))
  const roles = data.roles.map(({ role_id, right }) => ({
    key: role_id,
    cells: [
      text('web.trading.role', { name: nameOf(role_id) }),
      ...cells(right),
      text('web.trading.role_name'),
      perDay,
    ],
  }))
  return (
    <DataTable
      caption={text('web.trading.nav.permissions')}
      empty={text('web.trading.permissions.none')}
      numeric={[5]}
      head={[
        text('web.trading.who'),
        ...rights.options.map((one) => text(`web.trading.right.${one}` satisfies TextKey)),
        text('web.trading.where_from'),
        text('web.trading.limit.person_daily_order_krw'),
      ]}
      rows={[...users, ...roles]}
    />
  )
}

function RoleForm() {
  const { text } = useTexts()
  const { run, running } = useCommand()
  const roles = usePlaces(useChosenGuild()).roles
  const [role, setRole] = useState('')
  const [right, setRight] = useState('view')
  return (
    <Card className="p-4">
      <form
        className="grid items-end gap-4 sm:grid-cols-3"
        onSubmit={(event) => {
          event.preventDefault()
          run({ command: 'permissions', parameters: { role, right } })
        }}
      >
        <FormField label={text('web.trading.role_name')}>
          {(described) => (
            <Select
              {...described}
              required
              value={role}
              onChange={({ target }) => setRole(target.value)}
            >
              <option value="">{text('web.trading.role.choose')}</option>
              {roles.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </FormField>
        <FormField label={text('web.trading.right')}>
          {(described) => (
            <Select {...described} value={right} onChange={({ target }) => setRight(target.value)}>
              {[...rights.options, 'none' as const].map((one) => (
                <option key={one} value={one}>
                  {text(`web.trading.right.${one}` satisfies TextKey)}
                </option>
              ))}
            </Select>
          )}
        </FormField>
        <div>
          <Button type="submit" kind="primary" busy={running !== null}>
            {text('web.trading.save')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

const limitNames = limitsJson.keyof().options

function Limit({ name, limits }: { name: (typeof limitNames)[number]; limits: LimitsJson }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const { run, running } = useCommand()
  const now = limits[name]
  const [typed, setTyped] = useState<string | null>(null)
  const [seen, setSeen] = useState(now)
  // What somebody sets elsewhere shows here, too: an old figure would be saved back by mistake.
  if (seen !== now) {
    setSeen(now)
    setTyped(null)
  }
  const value = typed ?? (now === null ? '' : String(now))
  const label = text(`web.trading.limit.${name}` satisfies TextKey)
  return (
    <form
      className="min-w-0"
      onSubmit={(event) => {
        event.preventDefault()
        run({ command: 'limits', parameters: { name, value: value === '' ? 'off' : value } })
      }}
    >
      <FormField
        label={label}
        help={name.endsWith('_krw') && now !== null ? numbers.krw(String(now)) : undefined}
      >
        {(described) => (
          <div className="flex gap-2">
            <TextInput
              {...described}
              inputMode="decimal"
              placeholder={text('web.trading.risk.none')}
              value={value}
              onChange={({ target }) => setTyped(target.value)}
            />
            <Button
              type="submit"
              busy={running !== null}
              aria-label={`${text('web.trading.save')}: ${label}`}
            >
              {text('web.trading.save')}
            </Button>
          </div>
        )}
      </FormField>
    </form>
  )
}

function Content({ overview }: { overview: Overview }) {
  const { text } = useTexts()
  const { limits } = overview.limits
  return (
    <>
      <Section id="permissions-matrix" title={text('web.trading.who_may')}>
        <Matrix limits={limits} />
        <p className="text-sm text-muted">{text('web.trading.permissions.note')}</p>
      </Section>
      <Section id="permissions-role" title={text('web.trading.map_role')}>
        <RoleForm />
      </Section>
      <Section id="permissions-limits" title={text('web.trading.limits')}>
        <Card className="grid gap-4 p-4 sm:grid-cols-2">
          {limitNames.map((name) => (
            <Limit key={name} name={name} limits={limits} />
          ))}
        </Card>
      </Section>
      {overview.status.mode === 'paper' && (
        <Section id="permissions-live" title={text('web.trading.go_live.title')}>
          <LiveForm />
        </Section>
      )}
    </>
  )
}

/** `/trading/permissions`: who may look, trade and administrate, and the limits that hold for all. */
export function PermissionsPage() {
  const { text } = useTexts()
  return (
    <TradingPage admin title={text('web.trading.nav.permissions')}>
      {(overview) => <Content overview={overview} />}
    </TradingPage>
  )
}
