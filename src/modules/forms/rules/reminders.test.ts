import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dueSteps, nextDue, planSteps, type Step } from './reminders.ts'

const hour = 3_600_000
const of = (deadline: number | null) => ({ deadline, isAnonymous: false })
const states = (steps: Step[]) => steps.map(({ type, state }) => `${type} ${state}`)

test('times that are past when a form is published are skipped', () => {
  const deadline = 1_000 * hour
  const plan = planSteps(of(deadline), deadline - 26 * hour, [])
  assert.deepEqual(states(plan), ['3d skipped', '1d planned', '3h planned'])
  assert.equal(nextDue(plan), deadline - 24 * hour)
  assert.deepEqual(planSteps(of(null), 0, []), [])
})

test('after a standstill only the latest is sent', () => {
  const deadline = 1_000 * hour
  const plan = planSteps(of(deadline), deadline - 26 * hour, [])
  assert.deepEqual(dueSteps(plan, deadline, deadline - 25 * hour), { send: null, skip: [] })
  assert.deepEqual(dueSteps(plan, deadline, deadline - 2 * hour), { send: '3h', skip: ['1d'] })
  assert.deepEqual(dueSteps(plan, deadline, deadline + 1), { send: null, skip: ['1d', '3h'] })
})

test('an anonymous form is remembered once more in general, after those by name', () => {
  const deadline = 1_000 * hour
  const plan = planSteps({ deadline, isAnonymous: true }, deadline - 26 * hour, [])
  assert.deepEqual(states(plan).slice(1), ['1d planned', '3h planned', 'general planned'])
  const late = deadline - 2 * hour
  assert.deepEqual(dueSteps(plan, deadline, late), { send: '3h', skip: ['1d'] })
  const rest = plan.filter(({ type }) => type === 'general')
  assert.deepEqual(dueSteps(rest, deadline, late), { send: 'general', skip: [] })
  assert.deepEqual(dueSteps(rest, deadline, deadline + 1), { send: null, skip: ['general'] })
})

test('a moved deadline repeats nothing that was sent, unless it moves far', () => {
  const deadline = 1_000 * hour
  const sent: Step[] = [{ type: '3d', due_at: deadline - 72 * hour, state: 'sent' }]
  const now = deadline - 70 * hour
  const near = planSteps(of(deadline + 10 * hour), now, sent, deadline)
  assert.deepEqual(states(near), ['3d sent', '1d planned', '3h planned'])
  const far = planSteps(of(deadline + 100 * hour), now, sent, deadline)
  assert.deepEqual(states(far), ['3d planned', '1d planned', '3h planned'])
  const earlier = planSteps(of(deadline - 60 * hour), now, sent, deadline)
  assert.deepEqual(states(earlier), ['3d sent', '1d skipped', '3h planned'])
})

test('a deadline that is taken away takes with it what was still to be sent', () => {
  const deadline = 1_000 * hour
  const plan = planSteps(of(deadline), deadline - 80 * hour, [])
  const sent = plan.map((step) => (step.type === '3d' ? { ...step, state: 'sent' as const } : step))
  assert.deepEqual(states(planSteps(of(null), 0, sent, deadline)), ['1d skipped', '3h skipped'])
})

test('whatever the times of looking are, each stage is sent once at most and never after the end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(100 * hour), { maxLength: 8 }),
      fc.nat(90 * hour),
      (looks, begin) => {
        const deadline = 100 * hour
        let steps = planSteps(of(deadline), begin, [])
        const sent: string[] = []
        for (const now of looks.toSorted((a, b) => a - b)) {
          const { send, skip } = dueSteps(steps, deadline, now)
          if (send !== null) sent.push(send)
          steps = steps.map((step) =>
            step.type === send
              ? { ...step, state: 'sent' as const }
              : skip.includes(step.type)
                ? { ...step, state: 'skipped' as const }
                : step,
          )
        }
        assert.equal(new Set(sent).size, sent.length)
        assert.deepEqual(
          sent,
          ['3d', '1d', '3h'].filter((one) => sent.includes(one)),
        )
      },
    ),
  )
})
