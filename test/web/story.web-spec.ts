import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { PATIENCE_MS } from './browser.js';
import { describeInBrowser } from './in-browser.js';
import { Program } from './program.js';

interface Material {
  id: string;
  name: string;
}

const href = (q: string, rest: Record<string, string> = {}): string =>
  `/?${new URLSearchParams({ q, ...rest }).toString()}`;
const csv = (name: string, text: string): { name: string; mimeType: string; buffer: Buffer } => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(text),
});

describeInBrowser(
  'the page in a browser',
  () => Program.start(),
  (opened) => {
    let program: Program;
    let page: Page;

    beforeAll(() => {
      ({ program, page } = opened());
    });

    /** Waits until an expression of the page holds. */
    const holds = async (expression: string): Promise<void> => {
      // Not waitForFunction: it evaluates text within the page, which the policy of the page rightly refuses.
      const deadline = Date.now() + PATIENCE_MS;
      while (!(await page.evaluate(expression).catch(() => false))) {
        if (Date.now() > deadline) throw new Error(`Waited in vain: ${expression}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    const hits = (): Locator => page.locator('.hit h2 a');
    const settled = async (): Promise<void> => {
      await page.locator('.results[aria-busy="false"]').waitFor();
    };
    const open = async (q: string, rest: Record<string, string> = {}): Promise<void> => {
      await page.goto(href(q, rest));
      await settled();
    };

    describe('search', () => {
      it('suggests as one types, and is worked by keys alone', async () => {
        await page.goto('/');
        await page.locator('h1').waitFor();
        await page.locator('body').press('/');
        await page.keyboard.type('цем');
        await page.locator('#suggestions li').first().waitFor();
        await page.keyboard.press('ArrowDown');
        expect(await page.locator('#q').getAttribute('aria-activedescendant')).toBe('suggestion-0');
        await page.keyboard.press('Escape');
        expect(await page.locator('#suggestions').isVisible()).toBe(false);
        expect(await page.locator('#q').inputValue()).toBe('цем');
        await page.keyboard.press('ArrowDown');
        const chosen = await page.locator('[aria-selected="true"] span').innerText();
        await page.keyboard.press('Enter');
        await settled();
        expect(new URL(page.url()).searchParams.get('q')).toBe(chosen);
      });

      it('drops suggestions for an earlier text that come late', async () => {
        let letGo = (): void => undefined;
        const held = new Promise<void>((resolve) => {
          letGo = resolve;
        });
        await page.route('**/search/suggest?q=%D0%B4&*', async (route) => {
          await held;
          await route.continue().catch(() => undefined);
        });
        await page.goto('/');
        const whole = page.waitForResponse(
          (response) => new URL(response.url()).searchParams.get('q') === 'доска',
        );
        await page.locator('#q').pressSequentially('д');
        await page.locator('#q').pressSequentially('оска', { delay: 150 });
        // The list of the whole word, not that of one of its beginnings.
        await (await whole).finished();
        await holds(
          `document.querySelector('#suggestions li span')?.textContent.toLowerCase().startsWith('доска')`,
        );
        const before = await page.locator('#suggestions').innerText();
        letGo();
        await page.unroute('**/search/suggest?q=%D0%B4&*');
        // A round trip after the late one: had it been taken, the list would be another by now.
        await page.evaluate(
          `fetch('/api/v1/search/suggest?q=' + encodeURIComponent('д')).then((r) => r.text())`,
        );
        expect(await page.locator('#suggestions').innerText()).toBe(before);
      });

      it('says what it made of a query in the wrong layout, and searches for just that when told', async () => {
        await open('wtvtyn v500');
        expect(await page.locator('.understood').innerText()).toContain('цемент м500');
        expect(await hits().first().innerText()).toMatch(/цемент/i);
        await page.locator('.verbatim').click();
        await page.waitForURL(/correct=false/);
        await settled();
        expect(await page.locator('.understood').count()).toBe(0);
        await page.goBack();
        await page.locator('.understood').waitFor();
        expect(new URL(page.url()).searchParams.has('correct')).toBe(false);
      });

      it('reads a size and says so', async () => {
        await open('доска 50 на 150');
        expect(await page.locator('.understood').innerText()).toContain('50 × 150 mm');
      });

      it('narrows by facets and price, in the address', async () => {
        await open('цемент');
        const box = page.locator('fieldset.facet').first().locator('label').first();
        const [value, count] = [
          (await box.locator('span').innerText()).split('\n')[0],
          await box.locator('> small').innerText(),
        ];
        await box.click();
        await page.waitForURL(/category=/);
        await settled();
        expect(await page.locator('.total').innerText()).toBe(`${count} items`);
        expect(await page.locator('.chosen').innerText()).toContain(value);
        const [from, to] = [page.getByLabel('Price from'), page.getByLabel('Price to')];
        await from.fill('cheap');
        await from.press('Tab');
        expect(await page.locator('.price-range .field-error').innerText()).toContain('Write an amount');
        await from.fill('100');
        await to.fill('600');
        await to.press('Tab');
        await page.waitForURL(/maxPrice=600/);
        await page.reload();
        await settled();
        expect(await page.getByLabel('Price to').inputValue()).toBe('600');
        await page.goBack();
        await page.goBack();
        await holds(`!location.search.includes('Price')`);
      });

      it('gives page after page, and keeps the place for "back"', async () => {
        await open('труба');
        await holds(`document.querySelectorAll('.hit').length >= 20`);
        await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
        await holds(`document.querySelectorAll('.hit').length >= 40`);
        await page.locator('.hit h2 a').nth(34).scrollIntoViewIfNeeded();
        // Where one is gets remembered when scrolling rests.
        await holds('history.state?.y === Math.round(scrollY) && history.state.loaded >= 40');
        const y = Number(await page.evaluate('Math.round(scrollY)'));
        await page.locator('.hit h2 a').nth(34).click();
        await page.locator('article.item h1').waitFor();
        await page.goBack();
        await holds(`document.querySelectorAll('.hit').length >= 40 && Math.abs(scrollY - ${y}) < 3`);
      });

      it('explains why a hit is there', async () => {
        await open('чем утеплить чердак');
        await page.locator('.why summary').first().click();
        await page.locator('.parts').first().waitFor();
        expect(await page.locator('.parts').first().innerText()).toMatch(/Score[\s\S]*Weighed/);
      });

      it('tells a cached answer from a computed one', async () => {
        await open('гипсокартон влагостойкий 12,5');
        await page.reload();
        await page.locator('.curious', { hasText: 'X-Cache: HIT' }).waitFor();
      });

      it('says honestly that there is nothing, and what to try', async () => {
        await open('зюзюблик', { mode: 'lexical', brand: 'Нет такого' });
        expect(await page.locator('.empty').innerText()).toContain('Nothing found for “зюзюблик”');
        await page.getByRole('button', { name: 'Remove the filters' }).click();
        await holds(`!location.search.includes('brand')`);
      });

      it('speaks Russian with its plural forms', async () => {
        await open('цемент м500 евроцемент 50 кг');
        await page.getByRole('button', { name: 'Русский' }).click();
        await page.locator('html[lang="ru"]').waitFor();
        const total = await page.locator('.total').innerText();
        const n = Number(total.replace(/\D/g, ''));
        const form = new Intl.PluralRules('ru').select(n);
        expect(total).toMatch({ one: /позиция$/, few: /позиции$/, many: /позиций$/ }[form as 'one'] ?? /./);
        await page.getByRole('button', { name: 'English' }).click();
        await page.locator('html[lang="en"]').waitFor();
      });
    });

    describe('an item', () => {
      it('shows offers, price history and similar items', async () => {
        await open('цемент м500');
        await hits().first().click();
        await page.locator('.chart svg path').first().waitFor({ state: 'attached' });
        expect(await page.locator('section', { hasText: 'Offers' }).innerText()).toContain('Per base unit');
        await page.locator('.similar li').first().waitFor();
        await page.locator('.similar a').first().click();
        await page.locator('article.item h1').waitFor();
      });

      it('lets two people edit: the second one sees the conflict and resolves it', async () => {
        const { id } = await program.send<Material>('POST', '/materials', {
          name: 'Шпатель правочный',
          brand: 'Старый',
          description: 'До правки',
        });
        await page.goto(`/items/${id}`);
        await page.getByRole('button', { name: 'Edit' }).click();
        await page.getByLabel('Brand').fill('Мой');
        await program.send('PATCH', `/materials/${id}`, { brand: 'Чужой', description: 'После правки' });
        await page.getByRole('button', { name: 'Save' }).click();
        await page.locator('.conflict').waitFor();
        expect(await page.locator('.conflict').innerText()).toMatch(/После правки[\s\S]*Мой[\s\S]*Чужой/);
        await page.getByRole('button', { name: 'Go on with this' }).click();
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText('Saved.').waitFor();
        const saved = await program.get<Record<string, unknown>>(`/api/v1/materials/${id}`);
        expect(saved).toMatchObject({ brand: 'Мой', description: 'После правки' });
      });

      it('shows a name that looks like a script as the text it is', async () => {
        const name = 'Цемент <img src=x onerror="globalThis.pwned=1"> <b>злой</b>';
        const { id } = await program.send<Material>('POST', '/materials', {
          name,
          attributes: { '<i>': '<u>x</u>' },
        });
        await open('злой цемент');
        await page.locator('.hit h2', { hasText: '<img src=x' }).first().waitFor();
        await page.goto(`/items/${id}`);
        await page.locator('h1', { hasText: name }).waitFor();
        await page.goto('/');
        await page.locator('#q').pressSequentially('злой');
        await page.locator('#suggestions li').first().waitFor();
        expect(
          await page.evaluate(
            `[typeof globalThis.pwned, document.querySelectorAll('main img, main b').length]`,
          ),
        ).toEqual(['undefined', 0]);
      });
    });

    describe('a price list', () => {
      const FIRST =
        'Артикул;Наименование;Ед;Цена\nW-1;Гвоздь <q>жирный</q>;кг;100\nW-2;Скоба;шт;5\nW-3;Шайба;шт;7\n';
      const SECOND =
        'Артикул;Наименование;Ед;Цена;Чей\nW-1;Гвоздь <q>жирный</q>;кг;180;Метиз\nW-2;Скоба;шт;5;\nW-4;Дюбель;шт;3;Метиз\nW-5;;шт;1;\n';

      const upload = async (name: string, text: string): Promise<void> => {
        await page.locator('#file').setInputFiles(csv(name, text));
        await page.getByLabel('Supplier', { exact: true }).fill('Склад');
        await page.getByRole('button', { name: 'Check', exact: true }).click();
      };
      const view = (): Locator => page.locator('section.import').first();
      /** The check before stays in sight until the new one has its place. */
      const checkAgain = async (): Promise<void> => {
        const before = await view().getAttribute('aria-labelledby');
        await view().getByRole('button', { name: 'Check again with these columns' }).click();
        await view()
          .and(page.locator(`:not([aria-labelledby="${before}"])`))
          .waitFor();
      };

      it('is checked first: nothing is saved until one says so', async () => {
        await page.goto('/imports');
        await upload('first.csv', FIRST);
        await view().getByText('Checked: nothing is saved yet').waitFor();
        expect((await program.get<{ items: unknown[] }>('/api/v1/materials?supplier=Склад')).items).toEqual(
          [],
        );
        expect(await view().locator('.columns tbody tr').first().innerText()).toContain(
          'Гвоздь <q>жирный</q>',
        );
        await view().getByRole('button', { name: 'Import', exact: true }).click();
        await page.locator('section.import[data-status="completed"]', { hasText: 'Undo' }).waitFor();
        expect(
          (await program.get<{ items: unknown[] }>('/api/v1/materials?supplier=Склад')).items,
        ).toHaveLength(3);
        await view().getByRole('button', { name: 'Close' }).click();
      });

      it('shows what it would change, take away and refuse, and takes another meaning of a column', async () => {
        await upload('second.csv', SECOND);
        await view().getByText('Checked: nothing is saved yet').waitFor();
        await view()
          .getByRole('tab', { name: /Rejected/ })
          .waitFor();
        await view().locator('.virtual tbody', { hasText: 'The row has no name.' }).waitFor();
        const download = page.waitForEvent('download');
        await view().getByRole('button', { name: 'Download as CSV' }).click();
        const path = await (await download).path();
        expect(await readFile(path, 'utf8')).toContain('name_missing');
        await view()
          .getByRole('tab', { name: /Changed/ })
          .click();
        await view()
          .locator('.virtual', { hasText: /100 → 180/ })
          .waitFor();
        await view()
          .getByRole('tab', { name: /Price jumps/ })
          .click();
        await view().locator('.virtual', { hasText: '+80%' }).waitFor();
        await view()
          .getByRole('tab', { name: /Vanished/ })
          .click();
        await view().locator('.virtual', { hasText: 'Шайба' }).waitFor();
        await view().getByLabel('Meaning of the column “Чей”').selectOption('brand');
        await checkAgain();
        await view().getByText('Checked: nothing is saved yet').waitFor();
        await view()
          .getByRole('tab', { name: /Changed/ })
          .click();
        await view().locator('.virtual', { hasText: 'Brand: – → Метиз' }).waitFor();
        // And back: a column that is no field of ours is an attribute, and not guessed at again.
        await view().getByLabel('Meaning of the column “Чей”').selectOption('');
        await checkAgain();
        await view().locator('.virtual', { hasText: 'Brand: – → Метиз' }).waitFor({ state: 'detached' });
        await view().getByText('Checked: nothing is saved yet').waitFor();
      });

      it('is imported and taken back', async () => {
        await view().getByRole('button', { name: 'Import', exact: true }).click();
        await page.locator('section.import[data-status="completed"]', { hasText: 'Undo' }).waitFor();
        const names = async (): Promise<string[]> =>
          (await program.get<{ items: Material[] }>('/api/v1/materials?supplier=Склад')).items.map(
            ({ name }) => name,
          );
        expect(await names()).toContain('Дюбель');
        await view().getByRole('button', { name: 'Undo' }).click();
        await page.locator('dialog').getByRole('button', { name: 'Undo' }).click();
        await view().getByText('Taken back').waitFor();
        expect(await names()).not.toContain('Дюбель');
        expect(await page.locator('table.history tbody tr').count()).toBeGreaterThanOrEqual(4);
      });

      it('of many rows shows its progress, and only the rows that are seen are in the page', async () => {
        await view().getByRole('button', { name: 'Close' }).click();
        const rows = Array.from(
          { length: 20_000 },
          (_, i) => `B-${i};${i % 2 ? '' : `Болт № ${i}`};шт;${i + 1}`,
        );
        await upload('large.csv', `Артикул;Наименование;Ед;Цена\n${rows.join('\n')}\n`);
        await view().locator('progress').waitFor();
        await view()
          .getByText('Checked: nothing is saved yet')
          .waitFor({ timeout: 2 * PATIENCE_MS });
        expect(await view().locator('.counts .rejected dd').innerText()).toBe('10,000');
        const table = view().locator('.virtual');
        await table.locator('tbody tr').nth(10).waitFor();
        for (let i = 0; i < 5; i++) {
          const before = Number(await page.evaluate(`document.querySelector('.virtual').scrollHeight`));
          await page.evaluate(`document.querySelector('.virtual').scrollTo(0, ${before})`);
          await holds(`document.querySelector('.virtual').scrollHeight > ${before}`);
        }
        expect(await table.locator('tbody tr').count()).toBeLessThan(80);
        expect(await table.locator('table').getAttribute('aria-rowcount')).toBe('10001');
      });

      it('can be stopped while it is saved', async () => {
        await view().getByRole('button', { name: 'Import', exact: true }).click();
        await view().locator('progress').waitFor();
        await view().getByRole('button', { name: 'Stop', exact: true }).click();
        await page.locator('section.import[data-status="cancelled"]').waitFor();
        expect(await view().getByRole('button', { name: 'Undo' }).count()).toBe(0);
        await view().getByRole('button', { name: 'Close' }).click();
        await page
          .locator('table.history tbody tr', { hasText: 'large.csv' })
          .filter({ hasText: 'stopped' })
          .waitFor();
      });
    });

    describe('managing the catalogue', () => {
      it('creates, renames, moves and deletes a category', async () => {
        await page.goto('/catalogue');
        await page.getByRole('button', { name: 'New category' }).click();
        await page.locator('dialog').getByLabel('Name').fill('Пробная');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('button', { name: 'Rename: Пробная' }).click();
        await page.locator('dialog').getByLabel('Name').fill('Переименованная');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('button', { name: 'Move: Переименованная' }).click();
        await page.getByLabel(/Put “Переименованная” under/).selectOption({ label: 'Инструмент' });
        await page.getByRole('button', { name: 'Save' }).click();
        await page.locator('summary', { hasText: 'Инструмент' }).click();
        await page.getByRole('button', { name: 'Delete: Переименованная' }).click();
        await page.locator('dialog').getByRole('button', { name: 'Delete' }).click();
        await page.getByRole('button', { name: 'Delete: Переименованная' }).waitFor({ state: 'detached' });
      });

      it('adds a unit with its spellings, and says at the field what is wrong', async () => {
        await page.goto('/catalogue?part=units');
        await page.getByRole('button', { name: 'New unit' }).click();
        await page.getByLabel('Symbol').fill('бадья');
        await page.locator('dialog').getByLabel('Name').fill('бадья');
        await page.getByLabel('Also written as').fill('бад, бдя');
        await page.getByLabel('Measures').selectOption('package');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('rowheader', { name: 'бадья' }).waitFor();
        await page.getByRole('button', { name: 'New unit' }).click();
        await page.getByLabel('Symbol').fill('бадья');
        await page.locator('dialog').getByLabel('Name').fill('ещё одна');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.locator('dialog .failure').waitFor();
      });
    });

    describe('operations', () => {
      it('shows every part, the cache and what is asked, and clears only after a question', async () => {
        await page.goto('/ops');
        await page.locator('.part.up', { hasText: 'PostgreSQL' }).waitFor();
        await page.locator('table.cache', { hasText: 'searches' }).waitFor();
        await page.locator('.bars li').first().waitFor();
        await page.getByRole('button', { name: 'Clear the cache' }).click();
        await page.locator('dialog').getByRole('button', { name: 'Clear the cache' }).click();
        await page.getByText(/Entries forgotten/).waitFor();
      });

      it('says when it lost the server, and goes on by itself when that is back', async () => {
        await page.goto('/ops');
        await page.locator('.part.up').first().waitFor();
        await program.kill();
        await page.getByText('The server does not answer.').first().waitFor();
        await program.up();
        await page.locator('.lost.shown').waitFor({ state: 'detached' });
        await page.getByText(/Updated at/).waitFor();
        await page.locator('.part.up').first().waitFor();
      });
    });
  },
);
