import { useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import type { Texts } from '../../locales/en.ts'
import type { Records } from '../../state/evidence.ts'
import { Button } from '../../ui/Button.tsx'
import { ScrollBox } from '../../ui/ScrollBox.tsx'
import { Empty } from '../../ui/fields.tsx'
import type { Call, InteractionRecord } from '../../wire/control.ts'

const deadlineMs = 3000

function Json({ label, value }: { label: string; value: unknown }) {
  if (value === null || value === undefined) return null
  return (
    <div>
      <p className="text-xs font-semibold text-muted">{label}</p>
      <ScrollBox
        label={label}
        className="max-h-72 overflow-auto rounded-lg border border-line bg-side p-2"
      >
        <pre className="text-xs">{JSON.stringify(value, null, 2)}</pre>
      </ScrollBox>
    </div>
  )
}

function answerState(t: Texts, { elapsed_ms: elapsed, error }: InteractionRecord): string {
  if (error) return t.answerFailed(error)
  return typeof elapsed === 'number' ? t.answeredIn(Math.round(elapsed)) : t.notAnswered
}

type Names = ReadonlyMap<string, string>

function InteractionRow({ record, names }: { record: InteractionRecord; names: Names }) {
  const t = useTexts()
  const isSlow = (record.elapsed_ms ?? 0) > deadlineMs || Boolean(record.error)
  return (
    <li>
      <details className="rounded-xl border border-line p-2">
        <summary className="min-h-6">
          <span className="font-semibold break-all">
            {t.interactionTypes(record.type)} {record.name}
          </span>
          <span className="block text-xs text-muted">
            {names.get(record.user_id ?? '') ?? record.user_id} · {t.doors(record.door ?? '')}
          </span>
          <span className={`block text-xs ${isSlow ? 'text-bad' : 'text-good'}`}>
            {answerState(t, record)}
          </span>
          <progress
            aria-label={t.ofThreeSeconds}
            max={deadlineMs}
            value={Math.min(record.elapsed_ms ?? deadlineMs, deadlineMs)}
            className="h-1.5 w-full"
          />
        </summary>
        <div className="mt-2 flex flex-col gap-2">
          <Json label={t.payload} value={record.payload} />
          <Json label={t.signature} value={record.headers} />
          <Json label={t.answer} value={record.answer} />
          <p className="text-xs font-semibold text-muted">{t.resultingCalls}</p>
          {record.calls.length === 0 && <p className="text-xs text-muted">{t.noCalls}</p>}
          <ul>
            {record.calls.map((one, index) => (
              <li key={index} className="text-xs break-all">
                {one.status} {one.method} {one.path}
              </li>
            ))}
          </ul>
        </div>
      </details>
    </li>
  )
}

function CallRow({ call }: { call: Call }) {
  const t = useTexts()
  return (
    <li>
      <details className="rounded-xl border border-line p-2">
        <summary className="min-h-6 text-xs break-all">
          <span className={`font-semibold ${call.status >= 400 ? 'text-bad' : 'text-good'}`}>
            {call.status}
          </span>{' '}
          {call.method} {call.path}
        </summary>
        <Json label={t.payload} value={call.body} />
      </details>
    </li>
  )
}

/** Every interaction with how it travelled and what became of it, and every call of the bot; newest first. */
export function Inspector({ records, names }: { records: Records; names: Names }) {
  const t = useTexts()
  const [tab, setTab] = useState<'interactions' | 'calls'>('interactions')
  const button = (id: typeof tab, text: string) => (
    <Button
      aria-pressed={tab === id}
      tone={tab === id ? 'primary' : 'secondary'}
      onClick={() => setTab(id)}
    >
      {text}
    </Button>
  )
  const { interactions, calls } = records
  return (
    <>
      <div className="flex flex-wrap gap-2">
        {button('interactions', t.counted(t.interactions, interactions.length))}
        {button('calls', t.counted(t.botCalls, calls.length))}
      </div>
      {tab === 'interactions' && interactions.length === 0 && (
        <Empty title={t.noInteractions}>{t.noInteractionsHint}</Empty>
      )}
      {tab === 'calls' && calls.length === 0 && <Empty title={t.noCalls}>{t.noCallsHint}</Empty>}
      <ul className="flex flex-col gap-2">
        {tab === 'interactions'
          ? interactions
              .toReversed()
              .slice(0, 100)
              .map((record) => <InteractionRow key={record.id} record={record} names={names} />)
          : calls
              .toReversed()
              .slice(0, 100)
              .map((one) => <CallRow key={one.n} call={one} />)}
      </ul>
    </>
  )
}
