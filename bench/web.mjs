/*
 * How fast the page feels, in a real browser against the built server with a catalogue of some size:
 *   from the key to its suggestions on the screen, from Enter to the results, and what loading costs (LCP, CLS, TBT of web.dev)
 *
 *   npm run bench:web               --items 100000 --searches 40; --database URL for a PostgreSQL server instead of the embedded one
 *
 * The server has answered a log of other questions before, as one that has run for a while. A time ends when the frame with the answer in
 * it has been painted. Server, browser and this script share
 * the machine; queries are different ones, so that none is answered from the cache. Search by meaning is off: vectors for the catalogue
 * would take hours, and its share of an answer is measured by bench:semantic.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearTimeout } from 'node:timers';
import { URLSearchParams } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { fillAndIndex } from './lexical/build.mjs';
import { startProgram } from './lexical/measure.mjs';
import { item } from './lexical/generator.mjs';
import { queryLog } from './lexical/queries.mjs';

const { values: options } = parseArgs({
  options: {
    items: { type: 'string', default: '100000' },
    searches: { type: 'string', default: '40' },
    database: { type: 'string' },
    loads: { type: 'string', default: '7' },
  },
});
const size = Number(options.items);
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.floor(list.length * share)] ?? NaN;
const BETWEEN_KEYS_MS = 200;

/** Runs in the page: when the last key went down, and when what it asked for was on the screen. */
const WATCH = `
  globalThis.watched = { key: 0, shift: 0, blocked: 0, lcp: 0 };
  // Letters come as input without a key: which keyboard layout they are on is not the point.
  for (const kind of ['keydown', 'beforeinput']) addEventListener(kind, (event) => {
    watched.key = event.timeStamp;
  }, true);
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) {
      const kind = /\\/search\\/suggest\\?/.test(name) ? 'suggest' : /\\/api\\/v1\\/search\\?/.test(name) ? 'search' : null;
      if (kind === null || startTime < watched.key) continue;
      // The task after the frame that holds the answer: by then it is painted.
      const look = () => {
        if (kind === 'search' && !document.querySelector('.results[aria-busy="false"] .hit')) requestAnimationFrame(look);
        else setTimeout(() => globalThis.painted?.(kind, performance.now() - watched.key));
      };
      requestAnimationFrame(kind === 'search' ? look : () => requestAnimationFrame(look));
    }
  }).observe({ type: 'resource' });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) watched.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.blocked += Math.max(0, duration - 50);
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    watched.lcp = list.getEntries().at(-1).startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });`;

/** The page says by itself when something is painted: asking it again and again would take time from what is measured. */
async function listener(page) {
  let heard = () => undefined;
  await page.exposeFunction('painted', (kind, ms) => heard(kind, ms));
  return (wanted, act) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Nothing came for ${wanted}.`)), 10_000);
      heard = (kind, ms) => {
        if (kind !== wanted) return;
        clearTimeout(late);
        resolve(ms);
      };
      act().catch(reject);
    });
}

/** The questions of some hours, from elsewhere. */
async function hoursOfWork(url) {
  for (const { text } of queryLog(size, 200, 99)) {
    const parameters = new URLSearchParams({ q: text, facets: 'category,brand,unit,supplier', limit: '20' });
    const response = await fetch(`${url}/api/v1/search?${parameters}`);
    if (!response.ok) throw new Error(`${text}: ${response.status} ${await response.text()}`);
  }
}

async function typing(page, painted, searches) {
  const keys = [];
  const enters = [];
  await page.goto('/');
  await page.locator('#q').focus();
  for (let n = 0; n < searches; n++) {
    // Spread over the catalogue, so that no two are alike; the first words of a name are what people type.
    const words = item(Math.floor((n * size) / searches), size)
      .name.split(' ')
      .slice(0, 3)
      .join(' ');
    await page.locator('#q').fill('');
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_KEYS_MS));
    for (const letter of words) {
      const press = () => page.keyboard.insertText(letter);
      // A blank at the end changes nothing, so nothing is asked.
      if (letter === ' ') await press();
      else keys.push(await painted('suggest', press));
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_KEYS_MS));
    }
    enters.push(await painted('search', () => page.keyboard.press('Enter')));
    await page.locator('.results[aria-busy="false"]').waitFor();
  }
  return { keys, enters };
}

async function loading(browser, url, path, loads) {
  const seen = [];
  for (let n = 0; n < loads; n++) {
    const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(WATCH);
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    seen.push(await page.evaluate('({ ...watched })'));
    await context.close();
  }
  const median = (name) =>
    at(
      seen.map((one) => one[name]),
      0.5,
    );
  return {
    'LCP ms': Math.round(median('lcp')),
    CLS: Number(Math.max(...seen.map(({ shift }) => shift)).toFixed(4)),
    'TBT ms': Math.round(median('blocked')),
  };
}

const dataDir = await mkdtemp(join(tmpdir(), 'web-bench-'));
const place = { url: options.database ?? null, dataDir };
let program;
let browser;
try {
  await fillAndIndex(place, size);
  program = await startProgram(place);
  await hoursOfWork(program.url);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const context = await browser.newContext({ baseURL: program.url, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  const painted = await listener(page);
  await typing(page, painted, 5);
  const { keys, enters } = await typing(page, painted, Number(options.searches));
  console.log(
    `\n${size} items, ${options.database ? 'PostgreSQL server' : 'embedded database'}, milliseconds in the browser`,
  );
  const row = (list) => ({
    n: list.length,
    p50: Math.round(at(list, 0.5)),
    p95: Math.round(at(list, 0.95)),
    worst: Math.round(Math.max(...list)),
  });
  console.table({ 'key to suggestions': row(keys), 'Enter to results': row(enters) });
  const query = `/?q=${encodeURIComponent(item(1, size).name.split(' ')[0])}`;
  console.table({
    'load /': await loading(browser, program.url, '/', Number(options.loads)),
    'load a search': await loading(browser, program.url, query, Number(options.loads)),
  });
  console.log('wanted: key to suggestions p95 ≤ 60, Enter to results ≤ 100, CLS ≤ 0.02');
} finally {
  await browser?.close();
  await program?.stop();
  await rm(dataDir, { recursive: true, force: true });
}
