import { CircleCheckBig, Circle } from 'lucide-react'
import { useLanguage, useTexts } from '../../locales/context.tsx'
import { missions } from '../../missions/list.ts'
import type { Evidence, Mission } from '../../missions/mission.ts'

/** How many steps of all missions are done, of how many. */
export function countDone(evidence: Evidence): { done: number; all: number } {
  const steps = missions.flatMap((mission) => mission.steps)
  return { done: steps.filter((step) => step.isDone(evidence)).length, all: steps.length }
}

function MissionView({ mission, evidence }: { mission: Mission; evidence: Evidence }) {
  const t = useTexts()
  const texts = mission.texts[useLanguage()]
  const done = mission.steps.filter((step) => step.isDone(evidence))
  const next = mission.steps.find((step) => !done.includes(step))
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">{texts.title}</h3>
      <p className="text-sm text-muted">{texts.intro}</p>
      <ol className="flex flex-col gap-2">
        {mission.steps.map((step) => {
          const isDone = done.includes(step)
          const Icon = isDone ? CircleCheckBig : Circle
          return (
            <li
              key={step.id}
              data-step={step.id}
              data-done={isDone}
              aria-current={step === next ? 'step' : undefined}
              className="flex gap-2 rounded-xl border border-line p-2 aria-[current=step]:border-accent aria-[current=step]:bg-tint aria-[current=step]:text-on-tint"
            >
              <Icon
                aria-hidden="true"
                className={`mt-0.5 size-4 shrink-0 ${isDone ? 'text-good' : ''}`}
              />
              <span>
                <span className="sr-only">{isDone ? t.stepDone : t.stepOpen}: </span>
                {texts.steps[step.id]}
              </span>
            </li>
          )
        })}
      </ol>
      {!next && <output className="text-sm font-semibold text-good">{texts.done}</output>}
    </section>
  )
}

/** The missions, with check marks from what really happened. */
export function Guide({ evidence }: { evidence: Evidence }) {
  return missions.map((mission) => (
    <MissionView key={mission.id} mission={mission} evidence={evidence} />
  ))
}
