import { OctagonX } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { useCommand } from '../data/commands.ts'
import { useTexts } from '../texts.ts'

/** Stops everything but what reduces risk, after one question. */
export function KillSwitch() {
  const { text } = useTexts()
  const { run, running } = useCommand()
  const [asks, setAsks] = useState(false)
  return (
    <>
      <Button
        kind="danger"
        icon={<OctagonX size={16} aria-hidden />}
        busy={running !== null}
        onClick={() => setAsks(true)}
      >
        {text('web.trading.halt')}
      </Button>
      <ConfirmDialog
        open={asks}
        title={text('web.trading.halt.title')}
        text={text('web.trading.halt.text')}
        confirm={text('web.trading.halt')}
        cancel={text('web.trading.back')}
        onAnswer={(confirmed) => {
          setAsks(false)
          if (confirmed) run({ command: 'halt' })
        }}
      />
    </>
  )
}
