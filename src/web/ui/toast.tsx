import { CircleAlert, CircleCheck, X } from 'lucide-react'
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
  type ReactNode,
} from 'react'
import { toneClass } from './badge.tsx'
import { classes } from './classes.ts'

type Notice = { id: number; kind: 'good' | 'bad'; text: string }
type Notify = (kind: Notice['kind'], text: string) => void

const ToastContext = createContext<Notify | null>(null)

/** Good news leaves by itself after this time; bad news stays until it is closed. */
const goodNewsFor = 6000

function Toast(props: { notice: Notice; close: string; onClose: (id: number) => void }) {
  const { notice, onClose } = props
  useEffect(() => {
    if (notice.kind === 'bad') return undefined
    const timer = setTimeout(() => onClose(notice.id), goodNewsFor)
    return () => clearTimeout(timer)
  }, [notice, onClose])
  const Icon = notice.kind === 'good' ? CircleCheck : CircleAlert
  return (
    <li
      className={classes(
        'pointer-events-auto flex items-center gap-2 rounded-card border border-line py-2 pr-2 pl-4 shadow-overlay',
        toneClass(notice.kind),
      )}
    >
      <Icon size={16} aria-hidden className="shrink-0" />
      <span className="min-w-0 flex-1">{notice.text}</span>
      <button
        type="button"
        aria-label={props.close}
        className="rounded-md p-1.5"
        onClick={() => onClose(notice.id)}
      >
        <X size={16} aria-hidden />
      </button>
    </li>
  )
}

/** Short notices in the corner, read aloud politely. */
export function ToastProvider(props: { label: string; close: string; children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([])
  const nextId = useRef(1)
  const notify = useCallback<Notify>((kind, text) => {
    const id = nextId.current++
    setNotices((old) =>
      [...old.filter((notice) => notice.text !== text), { id, kind, text }].slice(-3),
    )
  }, [])
  const close = useCallback((id: number) => {
    setNotices((old) => old.filter((notice) => notice.id !== id))
  }, [])
  return (
    <ToastContext value={notify}>
      {props.children}
      <section
        aria-label={props.label}
        aria-live="polite"
        className="pointer-events-none fixed inset-x-3 bottom-18 z-50 mx-auto max-w-sm md:right-4 md:bottom-4 md:left-auto md:mx-0 md:w-96"
      >
        <ul className="flex flex-col gap-2">
          {notices.map((notice) => (
            <Toast key={notice.id} notice={notice} close={props.close} onClose={close} />
          ))}
        </ul>
      </section>
    </ToastContext>
  )
}

/** Shows a short notice. */
export function useNotify(): Notify {
  const notify = useContext(ToastContext)
  if (!notify) throw new Error('ToastProvider is missing.')
  return notify
}
