import { useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { Scroller } from '#web/ui/scroller.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import type { z } from 'zod'
import { jobPolicy } from '../../contract/jobs.ts'
import { useWrite } from '../data/use-write.ts'
import { useTexts } from '../texts.ts'
import { jobsKey, jobsPath, usePolicies } from './use-jobs.ts'

type Policy = z.infer<typeof jobPolicy>

function numbersIn(text: string): number[] {
  return text
    .split(/[,\s]+/)
    .filter(Boolean)
    .map(Number)
}

function PolicyRow({ policy }: { policy: Policy }) {
  const { text } = useTexts()
  const notify = useNotify()
  const [tries, setTries] = useState(String(policy.max_retries))
  const [waits, setWaits] = useState(policy.backoff_seconds.join(', '))
  const { send, running } = useWrite({
    schema: jobPolicy,
    refresh: [[...jobsKey, 'policies']],
    done: () => notify('good', text('web.events.saved')),
  })
  const path = `${jobsPath}/policies/${policy.job_type}`
  const save = () =>
    send({
      method: 'PATCH',
      path,
      body: { max_retries: Number(tries), backoff_seconds: numbersIn(waits) },
    })
  return (
    <tr className="border-t border-line">
      <th scope="row" className="py-1.5 pr-2 text-left text-sm font-normal">
        {policy.job_type}
      </th>
      <td className="w-20 py-1.5 pr-2">
        <TextInput
          type="number"
          min={0}
          max={20}
          aria-label={`${policy.job_type}: ${text('web.events.jobs.max_tries')}`}
          value={tries}
          onChange={({ target }) => setTries(target.value)}
        />
      </td>
      <td className="py-1.5 pr-2">
        <TextInput
          aria-label={`${policy.job_type}: ${text('web.events.jobs.waits')}`}
          value={waits}
          onChange={({ target }) => setWaits(target.value)}
        />
      </td>
      <td className="py-1.5">
        <div className="flex gap-1">
          <Button
            busy={running !== null}
            aria-label={text('web.events.jobs.save_policy', { type: policy.job_type })}
            onClick={save}
          >
            {text('web.events.form.save')}
          </Button>
          {!policy.is_default && (
            <Button
              kind="quiet"
              busy={running !== null}
              aria-label={text('web.events.jobs.reset_policy', { type: policy.job_type })}
              onClick={() =>
                send({ method: 'PATCH', path, body: { max_retries: null, backoff_seconds: null } })
              }
            >
              {text('web.events.jobs.reset')}
            </Button>
          )}
        </div>
      </td>
    </tr>
  )
}

/** How often and after how long work of each kind is tried again; for administrators. */
export function Policies() {
  const { text } = useTexts()
  const { data } = usePolicies()
  if (!data) return null
  return (
    <Card className="p-4">
      <details>
        <summary className="min-h-8 py-1 text-lg font-semibold">
          {text('web.events.jobs.policies')}
        </summary>
        <Scroller label={text('web.events.jobs.policies')}>
          <table className="w-full min-w-xl">
            <thead>
              <tr className="text-left text-sm text-muted">
                <th scope="col">{text('web.events.jobs.type')}</th>
                <th scope="col">{text('web.events.jobs.max_tries')}</th>
                <th scope="col">{text('web.events.jobs.waits')}</th>
                <th scope="col">{text('web.events.jobs.change')}</th>
              </tr>
            </thead>
            <tbody>
              {data.map((policy) => (
                <PolicyRow
                  key={`${policy.job_type}:${String(policy.max_retries)}:${policy.backoff_seconds.join()}`}
                  policy={policy}
                />
              ))}
            </tbody>
          </table>
        </Scroller>
      </details>
    </Card>
  )
}
