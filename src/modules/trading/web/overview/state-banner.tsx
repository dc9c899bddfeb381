import { CircleAlert, FlaskConical, OctagonPause, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import type { Overview } from '../../contract/rest.ts'
import { useCommand } from '../data/commands.ts'
import { useTexts } from '../texts.ts'

type State = Pick<Overview, 'status' | 'permissions'>

function Resume() {
  const { text } = useTexts()
  const { run, running } = useCommand()
  const [asks, setAsks] = useState(false)
  return (
    <>
      <Button busy={running !== null} onClick={() => setAsks(true)}>
        {text('web.trading.resume')}
      </Button>
      <ConfirmDialog
        open={asks}
        title={text('web.trading.resume.title')}
        text={text('web.trading.resume.text')}
        confirm={text('web.trading.resume')}
        cancel={text('web.trading.back')}
        onAnswer={(confirmed) => {
          setAsks(false)
          if (confirmed) run({ command: 'resume' })
        }}
      />
    </>
  )
}

function LeaveLive() {
  const { text } = useTexts()
  const { run, running } = useCommand()
  return (
    <Button
      busy={running !== null}
      onClick={() => run({ command: 'mode', parameters: { mode: 'paper' } })}
    >
      {text('web.trading.leave_live')}
    </Button>
  )
}

/** Whose money it is, and what stands in the way: the first thing on every trading page. */
export function StateBanner({ status, permissions }: State) {
  const { text } = useTexts()
  const isLive = status.mode === 'live'
  return (
    <div className="flex flex-col gap-2" data-mode={status.mode}>
      <Banner
        tone={isLive ? 'bad' : 'accent'}
        icon={isLive ? CircleAlert : FlaskConical}
        action={isLive && permissions.admin && <LeaveLive />}
      >
        <strong className="uppercase">
          {text(isLive ? 'web.trading.live' : 'web.trading.paper')}
        </strong>{' '}
        {text(isLive ? 'web.trading.live.text' : 'web.trading.paper.text')}
      </Banner>
      {status.halted && (
        <Banner tone="warn" icon={OctagonPause} action={permissions.admin && <Resume />}>
          <strong>
            {text(
              status.halt_scope === 'buys' ? 'web.trading.halted.buys' : 'web.trading.halted.all',
            )}
          </strong>{' '}
          {status.halt_reason}
        </Banner>
      )}
      {status.degraded !== null && (
        <Banner
          tone="warn"
          icon={TriangleAlert}
          action={permissions.admin && !status.halted && <Resume />}
        >
          {text('web.trading.degraded', { reason: status.degraded })}
        </Banner>
      )}
      {status.exchange.state === 'down' && (
        <Banner tone="bad" icon={TriangleAlert}>
          {text('web.trading.exchange_down')}
        </Banner>
      )}
    </div>
  )
}
