import { useLocation } from '@tanstack/react-router'
import { LogIn, LogOut } from 'lucide-react'
import { useShellTexts } from '../i18n/texts.tsx'
import { signInHref, useSession } from '../session.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'
import { useNotify } from '../ui/toast.tsx'

/** The address of the sign-in that comes back to the page shown now. */
export function useSignInHref(): string {
  return signInHref(useLocation({ select: (location) => location.href }))
}

/** The link that starts signing in. */
export function SignInLink(props: { long?: boolean; className?: string }) {
  const { text } = useShellTexts()
  const href = useSignInHref()
  return (
    <a href={href} className={buttonClass('primary', props.className)}>
      <LogIn size={16} aria-hidden />
      {text(props.long ? 'web.account.sign_in_discord' : 'web.account.sign_in')}
    </a>
  )
}

/** Ends the session and says so. */
export function useSignOut(): () => void {
  const { text } = useShellTexts()
  const { signOut } = useSession()
  const notify = useNotify()
  return () => {
    signOut().then(
      () => notify('good', text('web.account.signed_out')),
      () => notify('bad', text('web.error.network')),
    )
  }
}

/** Who is signed in, in the top bar. */
export function AccountMenu() {
  const { text } = useShellTexts()
  const { me, loading } = useSession()
  const signOut = useSignOut()
  if (loading) return <span className="size-9" />
  if (!me.user) return <SignInLink />
  const { user } = me
  return (
    <Menu
      label={text('web.account.label', { name: user.display_name })}
      trigger={<Avatar id={user.discord_id} name={user.display_name} />}
      groups={[
        {
          kind: 'actions',
          heading: (
            <>
              <span className="block font-semibold">{user.display_name}</span>
              <span className="block text-sm text-muted">{user.username}</span>
            </>
          ),
          lines: [
            {
              label: text('web.account.sign_out'),
              icon: <LogOut size={16} aria-hidden />,
              run: signOut,
            },
          ],
        },
      ]}
    />
  )
}

/** The same for the drawer of phones. */
export function AccountPanel() {
  const { text } = useShellTexts()
  const { me } = useSession()
  const signOut = useSignOut()
  if (!me.user) return <SignInLink long className="w-full" />
  return (
    <div className="flex items-center gap-3">
      <Avatar id={me.user.discord_id} name={me.user.display_name} size="large" />
      <span className="min-w-0 flex-1 font-semibold">{me.user.display_name}</span>
      <Button icon={<LogOut size={16} aria-hidden />} onClick={signOut}>
        {text('web.account.sign_out')}
      </Button>
    </div>
  )
}
