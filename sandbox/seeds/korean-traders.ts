import { ChannelType, Locale, PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import type { Community } from './build.ts'

/** A Korean investment club. Orders are placed in a channel for traders; guests only read the chat. */
export const koreanTraders: Community = {
  name: '느린 투자 모임',
  description: '서두르지 않고 함께 공부하는 투자 모임입니다.',
  locale: Locale.Korean,
  roles: [
    {
      name: '운영진',
      color: 0xe7_4c_3c,
      hoist: true,
      permissions: Bits.ManageGuild | Bits.ManageRoles | Bits.ManageChannels | Bits.ManageMessages,
    },
    { name: '트레이더', color: 0xf1_c4_0f, hoist: true, mentionable: true },
    { name: '관찰자', color: 0x95_a5_a6 },
  ],
  people: [
    { username: 'hyunwoo', name: '현우', locale: Locale.Korean, roles: ['운영진', '트레이더'] },
    { username: 'eunji', name: '은지', locale: Locale.Korean, roles: ['트레이더'] },
    { username: 'doyun', name: '도윤', locale: Locale.Korean, roles: ['트레이더'] },
    { username: 'sujin', name: '수진', locale: Locale.Korean, roles: ['관찰자'] },
    { username: 'jaeho', name: '재호', locale: Locale.Korean },
  ],
  channels: [
    {
      name: '수다',
      category: '모임',
      topic: '자유롭게 이야기해요',
      overwrites: [{ role: '관찰자', deny: Bits.SendMessages }],
      messages: [
        { by: 'hyunwoo', text: '이번 주 공부 주제는 분할 매수입니다.' },
        { by: 'eunji', text: '자료는 금요일까지 올릴게요!' },
      ],
    },
    {
      name: '주문',
      category: '거래',
      topic: '주문과 체결 알림',
      overwrites: [
        { role: '@everyone', deny: Bits.ViewChannel },
        { role: '트레이더', allow: Bits.ViewChannel },
        { role: '관찰자', allow: Bits.ViewChannel, deny: Bits.SendMessages },
        { role: 'Muster', allow: Bits.ViewChannel },
      ],
      messages: [
        { by: 'hyunwoo', text: '지금은 모의 거래입니다. `!잔고`부터 확인해 보세요.' },
        { by: 'doyun', text: '`!매수 BTC 100000` 해 보겠습니다!' },
      ],
    },
    {
      name: '알림',
      category: '거래',
      topic: '신호와 체결, 시스템 알림이 올라오는 곳',
      overwrites: [
        { role: '@everyone', deny: Bits.SendMessages },
        { role: 'Muster', allow: Bits.SendMessages },
      ],
    },
    { name: '차트', category: '거래', topic: '차트와 분석' },
    {
      name: '운영실',
      category: '거래',
      topic: '한도와 권한, 모드 전환',
      overwrites: [
        { role: '@everyone', deny: Bits.ViewChannel },
        { role: '운영진', allow: Bits.ViewChannel },
        { role: 'Muster', allow: Bits.ViewChannel },
      ],
    },
    { name: '회의실', category: '음성', type: ChannelType.GuildVoice },
  ],
}
