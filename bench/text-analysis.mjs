/** Speed of text analysis: `npm run bench:text`. Time for a character of a long text beside that of a short one: 1 is linear. */
import { performance } from 'node:perf_hooks';
import { analyze, attributesOf } from '../dist/src/text-analysis/index.js';
import { composeDocument } from '../dist/src/lexical-index/document.js';
import { item } from './lexical/generator.mjs';

const SHORT = 2_000;
const LONG = 64_000;
const UNITS = [
  'цемент м500 ',
  'x',
  '1',
  '1x',
  '1/',
  'м5-',
  '(',
  'я-',
  '5 на ',
  'ё',
  '1,',
  'а1',
  '50х',
  'ф12 ',
];

/** Least of several runs: what the machine's other work adds is not ours. */
function leastMs(work, runs) {
  let least = Infinity;
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now();
    work();
    least = Math.min(least, performance.now() - startedAt);
  }
  return least;
}

console.log(`time a character, ${LONG} against ${SHORT} characters (1 is linear):`);
for (const unit of UNITS) {
  const perCharacter = (length) => {
    const text = unit.repeat(Math.ceil(length / unit.length));
    const repeat = Math.round(LONG / length);
    return leastMs(() => { for (let i = 0; i < repeat; i++) analyze(text); }, 7) / (repeat * text.length); // prettier-ignore
  };
  perCharacter(SHORT);
  const [short, long] = [perCharacter(SHORT), perCharacter(LONG)];
  console.log(`${JSON.stringify(unit).padEnd(16)} ${(long / short).toFixed(2)}`);
}
const items = Array.from({ length: 5_000 }, (_, i) => ({
  ...item(i),
  id: '',
  categoryPath: item(i).category,
  offerSkus: [],
}));
const each = (work) => ((leastMs(() => items.forEach(work), 3) / items.length) * 1_000).toFixed(0);
console.log(`analyse a name ${each(({ name }) => analyze(name))} µs, its attributes ${each(({ name }) => attributesOf(name))} µs, a document ${each(composeDocument)} µs`); // prettier-ignore
