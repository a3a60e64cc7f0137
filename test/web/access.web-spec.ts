import { beforeAll, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { violations } from './axe.js';
import type { OpenBrowser } from './browser.js';
import { describeInBrowser } from './in-browser.js';
import { Program } from './program.js';

const ADMIN = { username: 'анна', password: 'correct horse battery' };
const EDITOR = { username: 'editor', password: 'staple battery horse' };

describeInBrowser(
  'the page where users sign in',
  () => Program.startGuarded(ADMIN),
  (opened) => {
    let program: Program;
    let browser: OpenBrowser;
    let page: Page;

    beforeAll(() => {
      ({ program, browser, page } = opened());
    });

    const signIn = async (who: { username: string; password: string }): Promise<void> => {
      await page.getByLabel('User name').fill(who.username);
      await page.getByLabel('Password').fill(who.password);
      await page.locator('form.sign-in').getByRole('button', { name: 'Sign in' }).click();
    };
    const nav = (): Locator => page.locator('header nav');
    const stored = (): Promise<unknown> =>
      page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');

    it('asks who one is, says what was wrong, and goes on to where one wanted', async () => {
      await page.goto('/catalogue');
      await page.getByText('Please sign in').waitFor();
      await page.locator('main').getByRole('link', { name: 'Sign in' }).click();
      await signIn({ ...ADMIN, password: 'wrong password' });
      await page.locator('.failure', { hasText: 'The user name or the password is wrong.' }).waitFor();
      expect(await violations(page)).toEqual([]);
      await signIn(ADMIN);
      await page.waitForURL('**/catalogue');
      await page.locator('.session', { hasText: ADMIN.username }).waitFor();
    });

    it('is still signed in after a reload, by a cookie that no script can read', async () => {
      await page.reload();
      await page.locator('.session', { hasText: ADMIN.username }).waitFor();
      const cookies = await browser.context.cookies();
      expect(cookies).toEqual([expect.objectContaining({ httpOnly: true, sameSite: 'Strict' })]);
      expect(String(await stored())).not.toMatch(new RegExp(`eyJ|${cookies[0]?.value}`));
    });

    it('renews the session for nobody but its own page', async () => {
      const [cookie] = await browser.context.cookies();
      const forged = await fetch(`${program.url}/api/v1/auth/refresh`, {
        method: 'POST',
        headers: { cookie: `${cookie?.name}=${cookie?.value}`, origin: 'https://evil.example' },
      });
      expect(forged.status).toBeGreaterThanOrEqual(400);
      await page.reload();
      await page.locator('.session', { hasText: ADMIN.username }).waitFor();
    });

    it('lets an admin add a user, name what is wrong at its field, and change the role', async () => {
      await nav().getByRole('link', { name: 'Access' }).click();
      await page.getByRole('button', { name: 'New user' }).click();
      const dialog = page.locator('dialog');
      await dialog.getByLabel('User name').fill(ADMIN.username);
      await dialog.getByLabel('Password').fill(EDITOR.password);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.locator('.failure').waitFor();
      await dialog.getByLabel('User name').fill(EDITOR.username);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('rowheader', { name: EDITOR.username }).waitFor();
      await page.getByLabel(`Role: ${EDITOR.username}`).selectOption('editor');
      await page.reload();
      await page.getByRole('rowheader', { name: EDITOR.username }).waitFor();
      expect(await page.getByLabel(`Role: ${EDITOR.username}`).inputValue()).toBe('editor');
      expect(await violations(page)).toEqual([]);
    });

    it('breaks no word on a phone', async () => {
      const wide = page.viewportSize();
      await page.setViewportSize({ width: 360, height: 780 });
      const lines = async (what: Locator): Promise<number> => {
        const { height = 0 } = (await what.boundingBox()) ?? {};
        return Math.round(height / 24);
      };
      expect(await lines(page.locator('header .brand'))).toBeLessThanOrEqual(2); // As high as a finger, and one line of text.
      expect(await lines(page.getByRole('button', { name: `Delete: ${EDITOR.username}` }))).toBe(1);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      expect(await violations(page)).toEqual([]);
      if (wide) await page.setViewportSize(wide);
    });

    it('shows a new API key once; it works, and stops when it is deleted', async () => {
      await page.getByRole('button', { name: 'New API key' }).click();
      const dialog = page.locator('dialog');
      await dialog.getByLabel('Name').fill('магазин');
      await dialog.getByRole('button', { name: 'Save' }).click();
      const key = await dialog.getByLabel('Key', { exact: true }).inputValue();
      await dialog.getByRole('button', { name: 'Close' }).click();
      expect(await page.content()).not.toContain(key);
      const status = async (): Promise<number> =>
        (await fetch(`${program.url}/api/v1/materials`, { headers: { 'x-api-key': key } })).status;
      expect(await status()).toBe(200);
      await page.getByRole('button', { name: 'Delete: магазин' }).click();
      await page.locator('dialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('button', { name: 'Delete: магазин' }).waitFor({ state: 'detached' });
      expect(await status()).toBe(401);
    });

    it('lets an admin teach the search that two words mean the same', async () => {
      await page.goto('/catalogue?part=synonyms');
      await page.getByRole('button', { name: 'New synonym' }).click();
      const dialog = page.locator('dialog');
      await dialog.getByLabel('Words that mean the same').fill('штуковина, приблуда');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByLabel('Find a word').fill('приблуда');
      await page.locator('.rules li', { hasText: 'штуковина = приблуда' }).waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Delete: штуковина' }).click();
      await page.getByText('No such synonym.').waitFor();
    });

    it('signs out: what the browser kept opens nothing any more', async () => {
      const [cookie] = await browser.context.cookies();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('Please sign in').waitFor();
      const renewed = await fetch(`${program.url}/api/v1/auth/refresh`, {
        method: 'POST',
        headers: { cookie: `${cookie?.name}=${cookie?.value}`, 'x-requested-with': 'materials-catalogue' },
      });
      expect(renewed.status).toBeGreaterThanOrEqual(400);
      await page.reload();
      await page.getByText('Please sign in').waitFor();
    });

    it('shows an editor what an editor may do, and no more', async () => {
      await page.goto('/sign-in?next=//evil.example/');
      await signIn(EDITOR);
      await page.waitForURL(`${program.url}/`);
      await page.locator('.session', { hasText: 'editor' }).waitFor();
      expect(await nav().getByRole('link', { name: 'Access' }).count()).toBe(0);
      await page.goto('/ops');
      await page.locator('.part').first().waitFor();
      expect(await page.getByRole('button', { name: 'Clear the cache' }).count()).toBe(0);
      await page.goto('/catalogue');
      await page.getByRole('button', { name: 'New category' }).waitFor();
      expect(await page.getByRole('link', { name: 'Synonyms' }).count()).toBe(0);
    });
  },
);
