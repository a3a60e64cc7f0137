import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

/** Long enough for a slow machine that does other things as well; nothing waits this long when all is well. */
export const PATIENCE_MS = Number(process.env['WEB_PATIENCE_MS'] ?? 60_000);

const CANDIDATES = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

function isExecutable(path: string | undefined): path is string {
  if (!path) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where a Chromium is, or null. Under CI=true a missing one is a failure, not a skip. */
export function findBrowser(): string | null {
  const found = CANDIDATES.find(isExecutable) ?? null;
  if (found === null && process.env['CI'] === 'true') {
    throw new Error('No Chromium: apt install chromium, or name one by CHROMIUM_PATH.');
  }
  return found;
}

export interface OpenBrowser {
  context: BrowserContext;
  page: Page;
  /** Messages of the page that no page should make: errors, refused by the policy included. */
  complaints: string[];
  close(): Promise<void>;
}

/** A browser with an empty profile, in English, that asks nobody but the server under test. */
export async function openBrowser(executablePath: string, baseURL: string): Promise<OpenBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'web-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    baseURL,
    locale: 'en-GB',
    colorScheme: 'light',
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // An answer of 404 or 412 is part of the story; a script that fails or is refused is not.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  const close = async (): Promise<void> => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { context, page, complaints, close };
}
