import { CircleAlert, CircleCheck, CircleX, ExternalLink } from 'lucide-react'
import { Failure } from '#web/pages/error.tsx'
import { Badge, type Tone } from '#web/ui/badge.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useTexts } from '../texts.ts'
import { useServerDoctor } from './use-server.ts'

const looks = {
  works: { tone: 'good', icon: CircleCheck },
  attention: { tone: 'warn', icon: CircleAlert },
  broken: { tone: 'bad', icon: CircleX },
} as const satisfies Record<string, { tone: Tone; icon: typeof CircleX }>

/** What works on a server and what is missing, with what it breaks and how to give it. */
export function Doctor({ id }: { id: string }) {
  const { text } = useTexts()
  const { data, error, isPending, refetch } = useServerDoctor(id)
  return (
    <Card className="flex flex-col gap-3 p-4" data-testid="doctor">
      <h2 className="text-lg font-semibold">{text('web.events.doctor.title')}</h2>
      {isPending && <Skeleton className="h-24 w-full" />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <p className="text-muted">
            {text('web.events.doctor.open', { count: data.open_events })}
          </p>
          <ul className="flex flex-col gap-2">
            {data.findings.map((finding) => {
              const { tone, icon } = looks[finding.state]
              return (
                <li key={finding.code} className="flex flex-wrap items-start gap-x-2 gap-y-1">
                  <Badge tone={tone} icon={icon}>
                    {text(`web.events.doctor.${finding.state}`)}
                  </Badge>
                  <div className="min-w-0 flex-1 basis-56">
                    <p className="wrap-anywhere">{finding.text}</p>
                    {finding.fix && <p className="text-sm text-muted">{finding.fix}</p>}
                  </div>
                </li>
              )
            })}
          </ul>
          <table className="w-full text-sm">
            <caption className="text-left font-medium">
              {text('web.events.doctor.permissions')}
            </caption>
            <tbody>
              {data.permissions.map((permission) => (
                <tr key={permission.name} className="border-t border-line align-top">
                  <th scope="row" className="py-1.5 pr-3 text-left font-normal">
                    <span className="wrap-anywhere">{permission.label}</span>
                    <span className="block text-muted">{permission.reason}</span>
                  </th>
                  <td className="py-1.5 text-right whitespace-nowrap">
                    <Badge
                      tone={permission.granted ? 'good' : permission.optional ? 'warn' : 'bad'}
                      icon={permission.granted ? CircleCheck : CircleX}
                    >
                      {text(
                        permission.granted
                          ? 'web.events.doctor.granted'
                          : permission.optional
                            ? 'web.events.doctor.optional'
                            : 'web.events.doctor.lacking',
                      )}
                    </Badge>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {!data.ok && (
            <a
              href={data.invite_url}
              target="_blank"
              rel="noreferrer"
              className={buttonClass('secondary', 'self-start')}
            >
              <ExternalLink size={16} aria-hidden />
              {text('web.events.doctor.invite')}
            </a>
          )}
        </>
      )}
    </Card>
  )
}
