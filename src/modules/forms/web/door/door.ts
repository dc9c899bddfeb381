import { ristretto255_oprf } from '@noble/curves/ed25519.js'

// RFC 9497, VOPRF mode; the server's half is in rules/blind.ts.
const { voprf } = ristretto255_oprf

const inputBytes = 16
const outputBytes = 16

type Secret = { input: Uint8Array; blind: Uint8Array; blinded: Uint8Array }

function toText(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCodePoint(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function toBytes(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (one) => one.codePointAt(0) ?? 0)
}

/**
 * What this browser made up for somebody's link to a form before; kept until the form has been shown,
 * and after. Whoever shares the browser has another place.
 */
function secretFor(formId: string, place: string): Secret {
  const name = `muster.forms.${formId}.${place}`
  // Made before there were places: whoever comes first had made it.
  const older = `muster.forms.${formId}`
  const kept = localStorage.getItem(name) ?? localStorage.getItem(older)
  if (kept !== null) {
    localStorage.setItem(name, kept)
    localStorage.removeItem(older)
    const [input = '', blind = '', blinded = ''] = kept.split('.')
    return { input: toBytes(input), blind: toBytes(blind), blinded: toBytes(blinded) }
  }
  const input = crypto.getRandomValues(new Uint8Array(inputBytes))
  const secret = { input, ...voprf.blind(input) }
  const text = [secret.input, secret.blind, secret.blinded].map(toText).join('.')
  localStorage.setItem(name, text)
  return secret
}

function field(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null) return ''
  const found: unknown = Reflect.get(value, name)
  return typeof found === 'string' ? found : ''
}

class WrongKey extends Error {}

/** Sends what hides the input, checks the proof, and returns the form's address with the code in it. */
async function takeLink(data: DOMStringMap): Promise<{ url: string } | { code: string }> {
  const secret = secretFor(data['form'] ?? '', data['place'] ?? '')
  const answer = await fetch(location.pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ blinded: toText(secret.blinded) }),
  })
  const body: unknown = await answer.json()
  if (!answer.ok) return { code: field(body, 'detail') }
  const evaluated = toBytes(field(body, 'evaluated'))
  const proof = toBytes(field(body, 'proof'))
  const key = toBytes(data['key'] ?? '')
  let output: Uint8Array
  try {
    output = voprf.finalize(secret.input, secret.blind, evaluated, secret.blinded, key, proof)
  } catch {
    throw new WrongKey()
  }
  const code = Uint8Array.from([...secret.input, ...output.subarray(0, outputBytes)])
  const url = new URL(field(body, 'url'))
  url.searchParams.set('usp', 'pp_url')
  url.searchParams.set(`entry.${data['entry'] ?? ''}`, toText(code))
  return { url: url.href }
}

function start(door: HTMLElement): void {
  const button = door.querySelector('button')
  const status = door.querySelector('[role=status]')
  if (!button || !status) return
  button.disabled = false
  button.addEventListener('click', () => {
    button.disabled = true
    takeLink(door.dataset)
      .then((result) => {
        if ('url' in result) location.assign(result.url)
        else status.textContent = result.code
      })
      .catch((error: unknown) => {
        const isWrong = error instanceof WrongKey
        status.textContent = (isWrong ? door.dataset['wrong'] : door.dataset['failed']) ?? ''
        button.disabled = isWrong
      })
  })
}

const door = document.querySelector<HTMLElement>('#door')
if (door) start(door)
