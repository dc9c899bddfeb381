import { useState } from 'react'
import { useLanguage, useTexts } from '../../locales/context.tsx'
import { moveClock } from '../../state/control.ts'
import { formatTime, toLocalInput } from '../../text/times.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/clock.tsx'
import { Field, inputShape, Problem } from '../../ui/fields.tsx'

const second = 1000
const steps = [
  { advance: '15m', text: 'quarter' },
  { advance: '1h', text: 'hour' },
  { advance: '1d', text: 'day' },
] as const

/** Shows the world's time and moves it on; everything that is due in between happens. */
export function Time({ onMoved }: { onMoved: (now: number) => void }) {
  const t = useTexts()
  const locale = useLanguage()
  const now = useNow(second)
  const [to, setTo] = useState(() => toLocalInput(now))
  const [problem, setProblem] = useState<string>()
  const move = (by: Parameters<typeof moveClock>[0]) => () => {
    moveClock(by).then(
      (moved) => {
        setProblem(undefined)
        onMoved(moved)
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : t.somethingFailed),
    )
  }
  return (
    <>
      <p className="text-sm text-muted">{t.timeIntro}</p>
      <p className="text-lg font-semibold tabular-nums">{formatTime(now, 'F', { now, locale })}</p>
      {problem !== undefined && <Problem>{problem}</Problem>}
      <div className="flex flex-wrap gap-2">
        {steps.map(({ advance, text }) => (
          <Button key={advance} onClick={move({ advance })}>
            {t.timeSteps[text]}
          </Button>
        ))}
      </div>
      <form
        className="flex flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          move({ to: new Date(to).toISOString() })()
        }}
      >
        <Field label={t.moveTo} hint={t.onlyForward}>
          {(ids) => (
            <input
              {...ids}
              type="datetime-local"
              required
              className={inputShape}
              value={to}
              onChange={({ target }) => setTo(target.value)}
            />
          )}
        </Field>
        <Button type="submit">{t.move}</Button>
      </form>
    </>
  )
}
