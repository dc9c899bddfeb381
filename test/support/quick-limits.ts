/**
 * For sandboxes under test: windows of rate limits pass quickly, since Discord's library waits for them
 * in real time.
 */
export const quickLimits = { limitPace: 20 } as const
