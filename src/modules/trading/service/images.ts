import { z } from 'zod'
import type { Context, Services } from '#core/context.ts'
import { locales } from '#core/i18n/locale.ts'
import { indicatorName, interval, strategyName } from '../contract/values.ts'

/** How long the address of a picture is good for. */
const lifeMs = 15 * 60_000

const imageRequest = z.object({
  chart: z
    .object({
      market: z.string(),
      interval,
      count: z.int(),
      indicators: z.array(indicatorName),
    })
    .optional(),
  performance: z.enum(['7d', '30d', '90d', 'all']).optional(),
  backtest: z
    .object({
      strategy: strategyName,
      market: z.string(),
      interval,
      from: z.number(),
      to: z.number(),
      cash: z.string(),
      fee: z.string(),
      order_krw: z.string(),
      params: z.record(z.string(), z.json()),
    })
    .optional(),
  /** The language of whoever the address was handed to. */
  locale: z.enum(locales),
  expires: z.number(),
})
/** A picture that an address stands for. */
export type ImageRequest = z.infer<typeof imageRequest>

/** An address under which a picture can be had for a while, by whoever has it, in the caller's language. */
export function imageAddress(
  context: Pick<Context, 'clock' | 'secretBox' | 'publicUrl' | 'locale'>,
  request: Omit<ImageRequest, 'expires' | 'locale'>,
): { url: string; expiresAt: number } {
  const expiresAt = context.clock.now() + lifeMs
  const text = JSON.stringify({ ...request, locale: context.locale, expires: expiresAt })
  const token = context.secretBox.seal(text, 'trading.image')
  return { url: `${context.publicUrl}/api/trading/images?token=${token}`, expiresAt }
}

/** What a picture's address stands for; null when it is no such address, or too old. */
export function imageOf(
  services: Pick<Services, 'clock' | 'secretBox'>,
  token: string,
): ImageRequest | null {
  try {
    const text = services.secretBox.open(token, 'trading.image')
    const request = imageRequest.parse(JSON.parse(text))
    return request.expires > services.clock.now() ? request : null
  } catch {
    return null
  }
}
