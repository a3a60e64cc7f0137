import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { html: string; any: { message: string }[] }[];
}

/** What axe finds against WCAG 2.2 AA and its own best practices, a line each; nothing when all is well. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated by the browser's debugger, so the page's policy against foreign scripts stays in force.
  await page.evaluate(await source);
  const found = await page.evaluate<Violation[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
       .then(({ violations }) => violations)`,
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
