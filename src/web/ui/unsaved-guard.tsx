import { useBlocker } from '@tanstack/react-router'
import type { RefObject } from 'react'
import { useShellTexts } from '../i18n/texts.tsx'
import { ConfirmDialog } from './dialog.tsx'

/** Asks before what was typed is lost, by a link or by closing the page. `saved` lets go. */
export function UnsavedGuard(props: { dirty: boolean; saved: RefObject<boolean> }) {
  const { text } = useShellTexts()
  const { dirty, saved } = props
  const blocker = useBlocker({
    shouldBlockFn: () => dirty && !saved.current,
    enableBeforeUnload: () => dirty && !saved.current,
    withResolver: true,
  })
  return (
    <ConfirmDialog
      open={blocker.status === 'blocked'}
      title={text('web.unsaved.title')}
      text={text('web.unsaved.text')}
      confirm={text('web.unsaved.confirm')}
      cancel={text('web.unsaved.cancel')}
      onAnswer={(confirmed) => {
        if (blocker.status !== 'blocked') return
        if (confirmed) blocker.proceed()
        else blocker.reset()
      }}
    />
  )
}
