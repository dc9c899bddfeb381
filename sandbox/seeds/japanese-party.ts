import { ChannelType, Locale, PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import type { Community } from './build.ts'

/** A Japanese gaming group. Newcomers see the welcome channel only; visitors read but do not write. */
export const japaneseParty: Community = {
  name: '夜ふかしゲーム部',
  description: '平日の夜に集まって遊ぶゲーム仲間のサーバーです。',
  locale: Locale.Japanese,
  roles: [
    {
      name: '部長',
      color: 0xe7_4c_3c,
      hoist: true,
      permissions:
        Bits.ManageGuild |
        Bits.ManageChannels |
        Bits.ManageRoles |
        Bits.ManageMessages |
        Bits.CreateEvents |
        Bits.ManageEvents,
    },
    { name: '部員', color: 0x2e_cc_71, hoist: true, mentionable: true },
    { name: '見学', color: 0x95_a5_a6 },
  ],
  people: [
    { username: 'misaki', name: 'みさき', locale: Locale.Japanese, roles: ['部長', '部員'] },
    { username: 'daichi', name: 'だいち', locale: Locale.Japanese, roles: ['部員'] },
    { username: 'sora', name: 'そら', locale: Locale.Japanese, roles: ['部員'] },
    { username: 'ren', name: '蓮', locale: Locale.Japanese, roles: ['部員'], nick: '蓮（タンク）' },
    { username: 'hina', name: 'ひな', locale: Locale.Japanese, roles: ['見学'] },
    { username: 'takumi', name: 'たくみ', locale: Locale.Japanese },
  ],
  channels: [
    {
      name: 'はじめに',
      category: '案内',
      topic: 'ルールと自己紹介',
      messages: [
        { by: 'misaki', text: 'ようこそ！ あいさつをしたら部員ロールをお渡しします。' },
        { by: 'takumi', text: 'はじめまして、たくみです。よろしくお願いします。' },
      ],
    },
    {
      name: '雑談',
      category: '部室',
      topic: 'なんでもどうぞ',
      overwrites: [
        { role: '@everyone', deny: Bits.ViewChannel },
        { role: '部員', allow: Bits.ViewChannel },
        { role: '見学', allow: Bits.ViewChannel, deny: Bits.SendMessages },
        { role: 'Muster', allow: Bits.ViewChannel },
      ],
    },
    {
      name: '募集',
      category: '部室',
      topic: 'いっしょに遊ぶ人を集めよう',
      overwrites: [
        { role: '@everyone', deny: Bits.ViewChannel },
        { role: '部員', allow: Bits.ViewChannel },
        { role: '見学', allow: Bits.ViewChannel, deny: Bits.SendMessages },
        { role: 'Muster', allow: Bits.ViewChannel },
      ],
      messages: [{ by: 'daichi', text: '今夜 21 時からレイド行ける人いますか？ あと 3 人です。' }],
    },
    { name: '作戦会議室', category: '通話', type: ChannelType.GuildVoice },
  ],
}
