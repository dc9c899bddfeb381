import { UserCheck } from 'lucide-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNow } from '#web/clock.tsx'
import { useSession } from '#web/session.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import type { EventJson } from '../../contract/event.ts'
import { eventsPath, storeEvent } from '../data/cache.ts'
import { placed } from '../data/mine.ts'
import { signupAnswer } from '../data/use-signup.ts'
import { useWrite } from '../data/use-write.ts'
import { useTexts } from '../texts.ts'
import { partsKey, useAttendance } from './parts.ts'
import { QrCode } from './qr-code.tsx'
import { useNameOf } from './roster.tsx'

/** Says that one is there. `code` comes with the link behind the QR code. */
export function CheckInButton({ event, code }: { event: EventJson; code?: string }) {
  const { text } = useTexts()
  const queries = useQueryClient()
  const { me } = useSession()
  const notify = useNotify()
  const { send, running } = useWrite({
    schema: signupAnswer,
    refresh: [partsKey(event.id)],
    done(answer) {
      storeEvent({ queries, reader: me.user }, answer.event)
      notify('good', text('web.events.checked_in', { title: event.title }))
    },
  })
  return (
    <Button
      kind="primary"
      icon={<UserCheck size={16} aria-hidden />}
      busy={running !== null}
      onClick={() =>
        send({
          method: 'POST',
          path: `${eventsPath}/${event.id}/checkin`,
          body: code === undefined ? {} : { code },
        })
      }
    >
      {text('web.events.check_in')}
    </Button>
  )
}

const beforeMs = 30 * 60_000

/** Check-in for those who are signed up, from half an hour before the start to the end. */
export function OwnCheckIn({ event }: { event: EventJson }) {
  const now = useNow()
  const status = event.my?.signup?.status
  const isOpen =
    now >= Date.parse(event.start_at_utc) - beforeMs && now <= Date.parse(event.end_at_utc)
  if (!event.attendance_enabled || !isOpen || status !== 'confirmed') return null
  return <CheckInButton event={event} />
}

const cell = 'border-t border-line py-1.5 pr-3 text-left align-top'

/** Who was there, for organisers; with the QR code for the door. */
export function Attendance({ event }: { event: EventJson }) {
  const { text, instant } = useTexts()
  const nameOf = useNameOf()
  const { data } = useAttendance(event.id, event.attendance_enabled)
  if (!data?.enabled) return null
  const { present, late, partial, absent, checkin_url: address } = data
  const entries = data.entries.filter((one) => placed.has(one.status))
  return (
    <Card className="flex flex-col gap-3 p-4" data-testid="attendance">
      <h2 className="text-lg font-semibold">{text('web.events.attendance.title')}</h2>
      <p>{text('web.events.attendance.sums', { present, late, partial, absent })}</p>
      <p className="text-sm text-muted">
        {text('web.events.attendance.rules', {
          minutes: data.required_minutes,
          late: data.late_after_minutes,
        })}
      </p>
      {address !== null && (
        <details>
          <summary className="min-h-8 py-1 font-medium">{text('web.events.attendance.qr')}</summary>
          <div className="flex flex-wrap items-center gap-4">
            <QrCode value={address} label={text('web.events.attendance.qr_label')} />
            <a href={address} className="text-accent underline wrap-anywhere">
              {address}
            </a>
          </div>
        </details>
      )}
      {entries.length > 0 && (
        <table className="w-full text-sm">
          <thead>
            <tr className="text-left text-muted">
              <th scope="col">{text('web.events.attendance.who')}</th>
              <th scope="col">{text('web.events.attendance.result')}</th>
              <th scope="col">{text('web.events.attendance.minutes')}</th>
              <th scope="col">{text('web.events.attendance.first')}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((one) => (
              <tr key={one.id}>
                <th scope="row" className={`${cell} font-normal`}>
                  {nameOf(one)}
                </th>
                <td className={cell}>
                  {one.attendance?.result
                    ? text(`web.events.attendance.${one.attendance.result}`)
                    : text(`web.events.status.${one.status}`)}
                </td>
                <td className={cell}>{Math.round((one.attendance?.seconds ?? 0) / 60)}</td>
                <td className={cell}>
                  {one.attendance?.first_seen
                    ? instant(Date.parse(one.attendance.first_seen))
                    : '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
