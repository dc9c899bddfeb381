import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { buttonClass } from './button.tsx'
import type { ConfirmProps, DrawerProps } from './dialog.tsx'

const backdrop = 'fixed inset-0 z-40 bg-veil'
const surface = 'fixed z-50 border border-line bg-surface shadow-overlay outline-none'

/** The working question behind `ConfirmDialog`. */
export function ConfirmParts(props: ConfirmProps) {
  return (
    <AlertDialog.Root open={props.open} onOpenChange={(open) => !open && props.onAnswer(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdrop} />
        <AlertDialog.Popup
          className={`${surface} inset-x-3 top-1/3 mx-auto max-w-md rounded-card p-5`}
        >
          <AlertDialog.Title className="text-lg font-semibold">{props.title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1 text-muted">
            {props.text}
          </AlertDialog.Description>
          <div className="mt-4 flex flex-wrap justify-end gap-2">
            <AlertDialog.Close className={buttonClass('secondary')}>
              {props.cancel}
            </AlertDialog.Close>
            <button
              type="button"
              className={buttonClass('danger')}
              onClick={() => props.onAnswer(true)}
            >
              {props.confirm}
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

/** The working sheet behind `Drawer`. */
export function DrawerParts(props: DrawerProps) {
  return (
    <Dialog.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdrop} />
        <Dialog.Popup
          className={`${surface} inset-x-0 bottom-0 max-h-[85dvh] overflow-y-auto rounded-t-card p-4 pb-6`}
        >
          <div className="mb-2 flex items-center justify-between gap-2">
            <Dialog.Title className="text-lg font-semibold">{props.title}</Dialog.Title>
            <Dialog.Close className={buttonClass('quiet', 'px-2')} aria-label={props.close}>
              <X size={18} aria-hidden />
            </Dialog.Close>
          </div>
          {props.children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
