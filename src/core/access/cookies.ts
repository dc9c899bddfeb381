/** Reads and writes the program's cookies; names depend on where the program is served. */
export type Cookies = {
  /** Name of the session cookie. */
  session(): string
  /** Name of the cookie of one begun sign-in. */
  signIn(state: string): string
  read(header: string | undefined, name: string): string | undefined
  /** A `Set-Cookie` value for a URL-safe text; `maxAgeS` 0 takes the cookie back. */
  write(name: string, value: string, maxAgeS: number): string
}

/** Value of the cookie by which a reader chooses a language. Scripts may set it. */
export const languageCookie = 'lang'

/** One cookie of a `Cookie` header (RFC 6265 §4.2), or undefined. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const start = `${name}=`
  const pair = header?.split(';').find((one) => one.trimStart().startsWith(start))
  return pair?.trim().slice(start.length)
}

/**
 * Cookies of a program served at this address, which is read anew each time because a port may be
 * known only once the server listens. On https they carry the `__Host-` prefix, which ties them to
 * the host; on plain http browsers refuse that, and the port is part of the name because cookies do
 * not know ports.
 */
export function createCookies(place: { readonly publicUrl: string }): Cookies {
  let known = { publicUrl: '', session: '', secure: false }

  function names(): typeof known {
    const { publicUrl } = place
    if (publicUrl !== known.publicUrl) {
      const { protocol, port } = new URL(publicUrl)
      const secure = protocol === 'https:'
      known = { publicUrl, secure, session: secure ? '__Host-muster' : `muster_${port || '80'}` }
    }
    return known
  }

  return {
    session: () => names().session,
    signIn: (state) => `${names().session}_signin_${state.slice(0, 8)}`,
    read: readCookie,
    write: (name, value, maxAge) => {
      const secure = names().secure ? '; Secure' : ''
      return `${name}=${value}; Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Lax${secure}`
    },
  }
}
