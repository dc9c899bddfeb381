import assert from 'node:assert/strict'
import { test } from 'node:test'
import { locales } from '#core/i18n/locale.ts'
import { editor as en } from '../web/locales/en/editor.ts'
import { editor as fr } from '../web/locales/fr/editor.ts'
import { editor as ja } from '../web/locales/ja/editor.ts'
import { editor as ko } from '../web/locales/ko/editor.ts'
import { optionsIn, usualOptions } from './options.ts'

test('the usual answers are called so in every language, and what people typed stays', () => {
  for (const from of locales) {
    for (const to of locales) {
      assert.deepEqual(optionsIn(usualOptions(from), to), usualOptions(to), `${from} → ${to}`)
    }
  }
  const common = { emoji: null, counts: true, reminders: true }
  const typed = [
    { ...common, key: 'going', label: 'Sur place' },
    { ...common, key: 'online', label: 'Going' },
  ]
  assert.deepEqual(optionsIn(typed, 'ja'), typed)
})

test('the form calls the usual answers as messages do', () => {
  const forms = { en, fr, ja, ko }
  for (const locale of locales) {
    for (const { key, label } of usualOptions(locale)) {
      assert.equal(forms[locale][`web.events.option.${key}` as keyof typeof en], label)
    }
  }
})
