import { useBlocker } from '@tanstack/react-router'
import type { RefObject } from 'react'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { useTexts } from '../texts.ts'

/** Asks before what was typed is lost, by a link or by closing the page. `saved` lets go. */
export function UnsavedGuard(props: { dirty: boolean; saved: RefObject<boolean> }) {
  const { text } = useTexts()
  const { dirty, saved } = props
  const blocker = useBlocker({
    shouldBlockFn: () => dirty && !saved.current,
    enableBeforeUnload: () => dirty && !saved.current,
    withResolver: true,
  })
  return (
    <ConfirmDialog
      open={blocker.status === 'blocked'}
      title={text('web.recruitment.unsaved.title')}
      text={text('web.recruitment.unsaved.text')}
      confirm={text('web.recruitment.unsaved.confirm')}
      cancel={text('web.recruitment.unsaved.cancel')}
      onAnswer={(confirmed) => {
        if (blocker.status !== 'blocked') return
        if (confirmed) blocker.proceed()
        else blocker.reset()
      }}
    />
  )
}
