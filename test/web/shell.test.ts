import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { signIn } from '../support/browser.ts'
import { openStage, withoutChromium, type Stage } from './stage.ts'

describe('the frame of the web app in a browser', { skip: withoutChromium }, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
    const command = { as: 'sam', channel: 'recruit', do: 'command', name: 'recruit' }
    await stage.act({ ...command, options: { title: 'Board games', slots: 4 } })
    await stage.world.sandbox.settle()
  })
  after(() => stage.close())

  it('keeps the chosen language and theme, without a flash of the other one', async () => {
    const { page, context, complaints } = await stage.open({ locale: 'fr', dark: true })
    await page.getByRole('button', { name: 'Langue, Thème' }).click()
    await page.getByRole('menuitemradio', { name: '日本語' }).click()
    await page.getByRole('heading', { name: '募集', exact: true }).waitFor()
    await page.getByRole('button', { name: '言語, テーマ' }).click()
    await page.getByRole('menuitemradio', { name: 'ライト' }).click()
    // The theme stands before anything of the app itself has run.
    await page.route('**/assets/*.js', (route) => route.abort())
    await page.reload()
    assert.equal(await page.evaluate('document.documentElement.dataset.theme'), 'light')
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor')
    assert.equal(background, 'rgb(250, 250, 250)')
    await page.unroute('**/assets/*.js')
    await page.reload()
    await page.getByRole('heading', { name: '募集', exact: true }).waitFor()
    assert.equal(await page.locator('html').getAttribute('lang'), 'ja')
    const answer = await page.request.get(`${stage.world.app.url}/api/discord/recruitments/999/`)
    assert.match(await answer.text(), /[\u3040-\u30ff]/, 'the server speaks the same language')
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('shows the home section; moving on is one click and needs no second wait', async () => {
    const { page, context } = await stage.open({ path: '/' })
    const section = page.getByRole('region', { name: 'Looking for members' })
    await section.getByTestId('recruitment-card').getByText('1/4', { exact: true }).waitFor()
    await section.getByRole('link', { name: 'Board games' }).first().click()
    await page.getByTestId('recruitment-detail').getByText('1/4', { exact: true }).waitFor()
    assert.equal(await page.title(), 'Board games · Muster')
    assert.equal(await page.evaluate('document.activeElement.id'), 'content')
    await context.close()
  })

  it('signs in by the button, switches between servers and signs out, which hides all names again', async () => {
    const { page, context } = await stage.open()
    await signIn(page, 'emma')
    await page.getByTestId('recruitment-card').getByText('Sam').first().waitFor()
    await page.getByRole('button', { name: /^Server: / }).click()
    await page.getByRole('menuitemradio', { name: 'Muster HQ' }).click()
    await page.waitForURL(/guild=\d{17,19}$/)
    await page.getByTestId('recruitment-card').getByText('Board games').waitFor()
    await page.getByRole('button', { name: 'Account of Emma' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
    await page.getByText('1 member. Sign in to see names.').waitFor()
    assert.equal(await page.getByTestId('recruitment-card').getByText('Sam').count(), 0)
    await context.close()
  })

  it('asks an owner before leaving, and shows at once what became of a deleted party', async () => {
    const { page, context } = await stage.open({ as: 'sam', path: '/r/1' })
    await page.getByRole('button', { name: 'Leave: Board games' }).click()
    const question = page.getByRole('alertdialog', { name: 'Leave your own party?' })
    await question.getByRole('button', { name: 'Stay' }).click()
    await question.waitFor({ state: 'detached' })
    await page.locator('[data-testid=live-state][data-state=live]').waitFor()
    const { key } = await stage.world.app.access.keys.create({ name: 'hand', scopes: ['admin'] })
    const gone = await fetch(`${stage.world.app.url}/api/discord/recruitments/1/`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${key}` },
    })
    assert.equal(gone.status, 204)
    await page.getByRole('heading', { name: 'Page not found' }).waitFor()
    await context.close()
  })
})
