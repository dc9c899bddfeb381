import { ristretto255_oprf } from '@noble/curves/ed25519.js'

// RFC 9497, VOPRF mode with ristretto255 and SHA-512.
const { voprf } = ristretto255_oprf

/** The secret key of a form's proofs and the public one, which is printed in the panel. */
export type BlindKeys = { secretKey: Uint8Array; publicKey: Uint8Array }

/** Bytes of the input that a browser makes up. */
export const inputBytes = 16
/** Bytes of the output that go into the code: together 32 bytes, 43 characters. */
const outputBytes = 16

/** The keys that belong to 32 random bytes. */
export function keysOf(seed: Uint8Array): BlindKeys {
  return voprf.deriveKeyPair(seed, new TextEncoder().encode('muster-forms'))
}

/**
 * Evaluates what a browser has blinded, with a proof that this very key was used. Throws for bytes
 * that are no group element.
 */
export function evaluateBlinded(
  keys: BlindKeys,
  blinded: Uint8Array,
  random: (bytes?: number) => Uint8Array,
): { evaluated: Uint8Array; proof: Uint8Array } {
  return voprf.blindEvaluate(keys.secretKey, keys.publicKey, blinded, random)
}

/** The library evaluates without blinding too; its types do not name it. */
function canEvaluate(
  mode: object,
): mode is { evaluate(secretKey: Uint8Array, input: Uint8Array): Uint8Array } {
  return 'evaluate' in mode && typeof mode.evaluate === 'function'
}

/** The output for an input, as a browser comes to it by blinding (RFC 9497 §3.3.2). */
export function outputFor(keys: Pick<BlindKeys, 'secretKey'>, input: Uint8Array): Uint8Array {
  if (!canEvaluate(voprf)) throw new Error('the library cannot evaluate')
  return voprf.evaluate(keys.secretKey, input)
}

/** Whether a code was made with this key: it proves that some target took a link, and nothing more. */
export function isBlindCode(keys: BlindKeys, code: Uint8Array): boolean {
  if (code.length !== inputBytes + outputBytes) return false
  const input = code.subarray(0, inputBytes)
  const output = outputFor(keys, input).subarray(0, outputBytes)
  return output.every((byte, index) => byte === code[inputBytes + index])
}

/** What a browser keeps until it has shown Google's page. */
export type BlindSecret = { input: Uint8Array; blind: Uint8Array; blinded: Uint8Array }

/** Begins in the browser: hides a random input. */
export function beginBlind(input: Uint8Array): BlindSecret {
  return { input, ...voprf.blind(input) }
}

/**
 * Ends in the browser: checks the proof against the key from the panel and makes the code. Throws when
 * another key was used.
 */
export function finishBlind(
  secret: BlindSecret,
  answer: { evaluated: Uint8Array; proof: Uint8Array },
  publicKey: Uint8Array,
): Uint8Array {
  const { input, blind, blinded } = secret
  const { evaluated, proof } = answer
  const output = voprf.finalize(input, blind, evaluated, blinded, publicKey, proof)
  return Uint8Array.from([...input, ...output.subarray(0, outputBytes)])
}
