import { Link, type ErrorComponentProps } from '@tanstack/react-router'
import { CircleAlert, LockKeyhole, MapPinOff } from 'lucide-react'
import { ApiError } from '../api/error.ts'
import { useShellTexts } from '../i18n/texts.tsx'
import { usePageTitle } from './page-title.ts'
import { SignInLink } from '../shell/account.tsx'
import { useSession } from '../session.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

/** Nothing lives here: a page of its own. */
export function NotFound() {
  const { text } = useShellTexts()
  usePageTitle(text('web.missing.title'))
  return (
    <EmptyState
      icon={MapPinOff}
      heading="h1"
      title={text('web.missing.title')}
      action={
        <Link to="/" className={buttonClass()}>
          {text('web.missing.home')}
        </Link>
      }
    >
      {text('web.missing.text')}
    </EmptyState>
  )
}

type Heading = 'h1' | 'p'

/** Something that this person may not see, and how to become somebody who may. */
export function Denied(props: { reason: string; heading: Heading | undefined }) {
  const { text } = useShellTexts()
  const { me } = useSession()
  return (
    <EmptyState
      icon={LockKeyhole}
      heading={props.heading}
      title={text('web.denied.title')}
      action={!me.user && <SignInLink long />}
    >
      <p>{props.reason}</p>
      <p>{text('web.denied.text')}</p>
    </EmptyState>
  )
}

/** A failed part of the page, with its reason, its reference and a way on. */
export function Failure(props: { error: unknown; heading?: Heading; onRetry: () => void }) {
  const { text } = useShellTexts()
  const { error } = props
  if (error instanceof ApiError && error.status === 404) return <NotFound />
  if (error instanceof ApiError && (error.status === 403 || error.status === 401)) {
    return <Denied reason={error.message} heading={props.heading} />
  }
  const known = error instanceof ApiError
  const reason = known
    ? error.code === 'network'
      ? text('web.error.network')
      : error.message
    : text('web.error.text')
  const reference = known ? error.reference : error instanceof Error ? error.name : null
  return (
    <EmptyState
      icon={CircleAlert}
      heading={props.heading}
      title={text('web.error.title')}
      action={<Button onClick={props.onRetry}>{text('web.error.retry')}</Button>}
    >
      <p>{reason}</p>
      {reference && <p className="mt-1 text-sm">{text('web.error.reference', { reference })}</p>}
    </EmptyState>
  )
}

/** The router's last resort for a page that threw. */
export function ErrorPage(props: ErrorComponentProps) {
  return <Failure error={props.error} heading="h1" onRetry={props.reset} />
}
