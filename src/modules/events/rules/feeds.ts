/** What the sealed token of somebody's calendar is for, so that it opens nowhere else. */
export function feedPurpose(userId: string): string {
  return `event feed:${userId}`
}
