import type { MemberDirectory } from '#core/access/actor.ts'

/** A directory in which nobody is found. */
export const noMembers: MemberDirectory = {
  member: async () => null,
  account: async () => null,
  guildOfChannel: () => null,
  hasLeft: async () => false,
  isIn: () => null,
  takesMessages: async () => true,
  guildsOf: async () => [],
  postableChannels: async () => [],
  channels: async () => [],
  guildName: () => null,
  guildLocale: () => 'en',
  everyone: async () => [],
  search: async () => [],
  roles: () => [],
}
