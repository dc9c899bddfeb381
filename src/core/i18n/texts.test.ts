import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { coreErrors, coreError, errorsOf } from '../errors.ts'
import { locales, negotiateLocale } from './locale.ts'
import { createTexts } from './texts.ts'
import type { Catalogue } from './translate.ts'

const module: Catalogue = {
  en: {
    'error.busy': 'The guild is busy.',
    'error.own': 'Own {what}.',
    'issue.odd': 'Must be odd.',
  },
  ja: { 'error.busy': '混雑中', 'error.own': '{what} です', 'issue.odd': '奇数にしてください。' },
  fr: { 'error.busy': 'Occupé.', 'error.own': 'À soi : {what}.', 'issue.odd': 'Doit être impair.' },
  ko: { 'error.busy': '혼잡', 'error.own': '{what}입니다', 'issue.odd': '홀수여야 합니다.' },
}

describe('texts', () => {
  it('has words for every code of the core in every language', () => {
    const texts = createTexts([])
    for (const code of Object.keys(coreErrors)) {
      const details = { params: { reference: 'abc' } }
      const all = locales.map((locale) => texts.error(locale, { code, details }))
      assert.ok(all.every((text) => text !== code && text.length > 3))
      assert.equal(new Set(all).size, locales.length, code)
    }
    assert.match(
      texts.error('ja', coreError('internal_error', { params: { reference: 'r1' } })),
      /r1$/,
    )
  })

  it('knows the texts of modules, lets them reword, and never fails on a code', () => {
    const texts = createTexts([{ name: 'first', catalogue: module }])
    assert.equal(texts.error('fr', coreError('busy')), 'Occupé.')
    assert.equal(texts.error('en', { code: 'own', details: { params: { what: 'x' } } }), 'Own x.')
    assert.equal(texts.error('en', { code: 'unheard_of', details: {} }), 'unheard_of')
    assert.equal(texts.error('en', { code: 'own', details: {} }), 'own')
  })

  it('explains the refusals of a module in its own words, whoever uses the code too', () => {
    const words = (text: string): Catalogue => ({
      en: { 'error.full': text },
      ja: { 'error.full': text },
      fr: { 'error.full': text },
      ko: { 'error.full': text },
    })
    const texts = createTexts([
      { name: 'parties', catalogue: words('This party is full.') },
      { name: 'events', catalogue: words('There is no free place.') },
    ])
    const refuse = errorsOf({ full: 409 }, 'events')
    assert.equal(texts.error('en', refuse('full')), 'There is no free place.')
    assert.equal(texts.error('en', { code: 'full', details: {} }), 'This party is full.')
  })

  it('translates the sentences of schemas', () => {
    const texts = createTexts([{ name: 'first', catalogue: module }])
    assert.equal(texts.sentence('ko', 'Must be odd.'), '홀수여야 합니다.')
    assert.equal(texts.sentence('ja', 'This field is required.'), 'この項目は必須です。')
    assert.equal(texts.sentence('ja', 'Something else.'), null)
  })

  it('negotiates by quality and survives nonsense', () => {
    assert.equal(negotiateLocale('de, fr;q=0.5, ja;q=0.8'), 'ja')
    assert.equal(negotiateLocale('ko-KR'), 'ko')
    for (const header of ['', '*', ';;;', 'de', 'fr;q=0'])
      assert.equal(negotiateLocale(header), null)
  })
})
