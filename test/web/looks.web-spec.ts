import { beforeAll, expect, it } from '@jest/globals';
import { mkdir, readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { violations } from './axe.js';
import { PATIENCE_MS } from './browser.js';
import { describeInBrowser } from './in-browser.js';
import { Program } from './program.js';

/** Where the README's pictures lie; written only when asked for, so that a test run changes no file. */
const IMAGES = process.env['WEB_SCREENSHOTS'] === 'true' ? 'docs/images' : null;
const MAX_SCRIPT_BYTES = 90_000;
const MAX_SHIFT = 0.02;

const PAGES: readonly [name: string, path: string, seen: string][] = [
  ['start', '/', '.examples'],
  ['search', `/?q=${encodeURIComponent('wtvtyn v500')}`, '.results[aria-busy="false"] .hit'],
  ['size', `/?q=${encodeURIComponent('доска 50 на 150')}`, '.results[aria-busy="false"] .hit'],
  ['empty', `/?q=${encodeURIComponent('зюзюблик')}&mode=lexical`, '.empty'],
  ['item', 'ITEM', '.similar li'],
  ['imports', '/imports', 'table.history tbody tr'],
  ['categories', '/catalogue', '.tree'],
  ['units', '/catalogue?part=units', 'tbody tr'],
  ['operations', '/ops', 'table.cache tbody tr'],
  ['sign-in', '/sign-in', 'form.sign-in'],
  ['dry-run', 'IMPORT', 'section.import .virtual'],
];

describeInBrowser(
  'how the page looks',
  () => Program.start(),
  (opened) => {
    let program: Program;
    let page: Page;
    const paths = new Map<string, string>();

    beforeAll(async () => {
      ({ program, page } = opened());
      const found = await program.get<{ items: { material: { id: string } }[] }>(
        `/api/v1/search?q=${encodeURIComponent('цемент м500 евроцемент 50 кг')}`,
      );
      paths.set('ITEM', `/items/${found.items[0]?.material.id}`);
      paths.set('IMPORT', `/imports?id=${await changedList(program)}`);
      // Once: every script that is added runs in every document after it.
      await page.addInitScript(`
      globalThis.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });`);
      if (IMAGES) await mkdir(IMAGES, { recursive: true });
    });

    const visit = async (path: string, seen: string): Promise<void> => {
      await page.goto(paths.get(path) ?? path);
      await page.locator(seen).first().waitFor();
      await page.waitForLoadState('networkidle');
    };

    for (const scheme of ['light', 'dark'] as const) {
      for (const width of [320, 1440]) {
        it.each(PAGES)(`is accessible and fits: %s, ${scheme}, ${width} px`, async (name, path, seen) => {
          await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
          await page.setViewportSize({ width, height: 900 });
          await visit(path, seen);
          expect(await violations(page)).toEqual([]);
          expect(
            await page.evaluate(
              'document.documentElement.scrollWidth - document.documentElement.clientWidth',
            ),
          ).toBeLessThanOrEqual(0);
          if (IMAGES && width === 1440) await page.screenshot({ path: `${IMAGES}/${name}-${scheme}.png` });
        });
      }
    }

    it.each(PAGES)('fits a screen of 3840 px: %s', async (_, path, seen) => {
      await page.setViewportSize({ width: 3840, height: 2160 });
      await visit(path, seen);
      const [lines, overflow] = await page.evaluate<[number[], number]>(
        `[[...document.querySelectorAll('main p, main h1')].map((one) => one.getBoundingClientRect().width),
        document.documentElement.scrollWidth - document.documentElement.clientWidth]`,
      );
      expect(overflow).toBeLessThanOrEqual(0);
      // A line of text as long as the screen is wide cannot be read.
      expect(Math.max(...lines)).toBeLessThan(1_600);
    });

    it.each(PAGES)('shows where the focus is, all the way by Tab: %s', async (_, path, seen) => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await visit(path, seen);
      const stops = new Set<string>();
      for (let i = 0; i < 25; i += 1) {
        await page.keyboard.press('Tab');
        const [what, ring, inView] = await page.evaluate<[string, boolean, boolean]>(`(() => {
        const one = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        const { top, bottom, width } = one.getBoundingClientRect();
        return [one.outerHTML.slice(0, 120), one === document.body || (outlineStyle !== 'none' && outlineWidth !== '0px'),
          one === document.body || (bottom > 0 && top < innerHeight && width > 0)];
      })()`);
        expect([what, ring, inView]).toEqual([what, true, true]);
        stops.add(what);
      }
      expect(stops.size).toBeGreaterThan(5);
    });

    it.each(PAGES)('does not shift while it loads: %s', async (_, path, seen) => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await visit(path, seen);
      expect(Number(await page.evaluate('globalThis.shift'))).toBeLessThanOrEqual(MAX_SHIFT);
    });

    it('loads little, only from its own host, hashed and compressed, under a strict policy', async () => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      const response = await page.goto('/');
      await page.waitForLoadState('networkidle');
      page.removeAllListeners('request');
      expect(asked.filter((url) => !url.startsWith(program.url))).toEqual([]);
      const policy = response?.headers()['content-security-policy'] ?? '';
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('unsafe');
      const scripts = [...new Set(asked.filter((url) => url.endsWith('.js')))];
      let bytes = 0;
      for (const url of scripts) {
        const { pathname } = new URL(url);
        const packed = await readFile(`dist/web${pathname}.gz`).catch(() => readFile(`dist/web${pathname}`));
        bytes += packed.length;
        const asset = await fetch(url, { headers: { 'accept-encoding': 'br' } });
        expect(asset.headers.get('cache-control')).toContain('immutable');
        expect(pathname).toMatch(/-[\w-]{8}\.js$/);
        await asset.arrayBuffer();
      }
      expect(bytes).toBeGreaterThan(1_000);
      expect(bytes).toBeLessThanOrEqual(MAX_SCRIPT_BYTES);
      expect(
        gunzipSync(await readFile(`dist/web${new URL(scripts[0] as string).pathname}.gz`)).length,
      ).toBeGreaterThan(0);
    });
  },
);

/** A dry run with something of every kind in it; resolves with its id when it is done. */
async function changedList(program: Program): Promise<string> {
  const [header = '', ...rows] = (await readFile('sample/materials.csv', 'utf8')).trim().split(/\r?\n/);
  const price = header.split(';').indexOf('Цена, руб.');
  const name = header.split(';').indexOf('Наименование');
  const changed = rows.slice(0, 80).map((row, index) => {
    const cells = row.split(';');
    if (index % 7 === 0) cells[price] = (Number(cells[price]) * (index % 2 ? 1.35 : 0.9)).toFixed(2);
    if (index % 23 === 5) cells[name] = '';
    return cells.join(';');
  });
  const form = new FormData();
  form.set('supplier', 'Демо');
  form.set('dryRun', 'true');
  form.set('file', new Blob([[header, ...changed].join('\n')]), 'price-2026-12.csv');
  const response = await fetch(`${program.url}/api/v1/imports`, { method: 'POST', body: form });
  const { id } = (await response.json()) as { id: string };
  const deadline = Date.now() + PATIENCE_MS;
  while ((await program.get<{ status: string }>(`/api/v1/imports/${id}`)).status !== 'completed') {
    if (Date.now() > deadline) throw new Error('The dry run did not end.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return id;
}
