import { z } from 'zod'

/** A message as Discord would get it, and the names behind its mentions by Discord id. */
export const previewAnswer = z.object({
  message: z.looseObject({
    embeds: z.array(z.looseObject({})),
    components: z.array(z.looseObject({})),
  }),
  names: z.record(z.string(), z.string()),
})
