import { useCallback, useEffect, useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { addFault, liftFault, readFaults } from '../../state/control.ts'
import { Button } from '../../ui/Button.tsx'
import { Problem } from '../../ui/fields.tsx'
import type { Fault } from '../../wire/control.ts'
import {
  choiceOf,
  exchangeFaults,
  googleFaults,
  gatewayFaults,
  restFaults,
  type FaultChoice,
} from './fault-list.ts'

const refreshMs = 2000

function useFaults() {
  const t = useTexts()
  const [active, setActive] = useState<readonly Fault[]>([])
  const [problem, setProblem] = useState<string>()
  const run = useCallback(
    (action: () => Promise<unknown>): void => {
      action()
        .then(async () => {
          setActive(await readFaults())
          setProblem(undefined)
        })
        .catch((error: unknown) =>
          setProblem(error instanceof Error ? error.message : t.somethingFailed),
        )
    },
    [t],
  )
  useEffect(() => {
    const read = (): void => run(() => Promise.resolve())
    read()
    const timer = setInterval(read, refreshMs)
    return () => clearInterval(timer)
  }, [run])
  return { active, problem, run }
}

function FaultName({ fault }: { fault: Fault }) {
  const t = useTexts()
  const choice = choiceOf(fault)
  if (choice) return t.faultNames[choice.id]
  const { id: _id, ...spec } = fault
  return JSON.stringify(spec)
}

/** Switches faults on and lifts them. */
export function Faults() {
  const t = useTexts()
  const { active, problem, run } = useFaults()
  const group = (title: string, choices: readonly FaultChoice[]) => (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      <ul className="flex flex-col gap-1">
        {choices.map(({ id, body }) => (
          <li key={id}>
            <Button
              className="w-full justify-start text-left"
              onClick={() => run(() => addFault(body))}
            >
              {t.faultNames[id]}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
  return (
    <>
      <p className="text-sm text-muted">{t.faultsIntro}</p>
      {problem !== undefined && <Problem>{problem}</Problem>}
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold">{t.activeFaults}</h3>
        {active.length === 0 && <p className="text-sm text-muted">{t.noFaults}</p>}
        <ul className="flex flex-col gap-2">
          {active.map((fault) => (
            <li
              key={fault.id}
              className="flex items-center gap-2 rounded-xl border border-line p-2"
            >
              <span className="min-w-0 flex-1 text-sm break-words">
                <FaultName fault={fault} />
              </span>
              <Button onClick={() => run(() => liftFault(String(fault.id)))}>{t.lift}</Button>
            </li>
          ))}
        </ul>
        {active.length > 0 && <Button onClick={() => run(() => liftFault())}>{t.liftAll}</Button>}
      </section>
      {group(t.restFaults, restFaults)}
      {group(t.gatewayFaults, gatewayFaults)}
      {group(t.exchangeFaults, exchangeFaults)}
      {group('Google', googleFaults)}
    </>
  )
}
