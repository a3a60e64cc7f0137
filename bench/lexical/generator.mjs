/**
 * A catalogue of any size, the same in every run: item `i` is a pure function of `i`. Words are as frequent as in price lists: few
 * kinds of things make up most of the list, brands fall off by Zipf's law, and every range has names of its own, so that the
 * vocabulary grows with the catalogue (about 290 thousand distinct words in a million names).
 */
import { BRANDS, COLOURS, FAMILIES, SENTENCES } from './families.mjs';

/** Mulberry32: small, seeded, good enough to draw from lists. */
export function randomOf(seed) {
  let state = (seed * 2654435761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = (random, list) => list[Math.floor(random() * list.length)];
/** Rank 0 to n - 1 with probability about 1 / (rank + 1). */
const zipf = (random, n) => Math.min(n - 1, Math.floor(Math.exp(random() * Math.log(n + 1)) - 1));

const totalWeight = FAMILIES.reduce((sum, { weight }) => sum + weight, 0);

function familyOf(random) {
  let at = random() * totalWeight;
  return FAMILIES.find(({ weight }) => (at -= weight) < 0) ?? FAMILIES[0];
}

const RU = 'ба ве го да жа зо ки ла ме но па ро си то фе ха це ша эл юн ям ор ис ан ер ик ус ав ом'.split(
  ' ',
);
const EN =
  'al ber con dor el fix gar hol in jet kor lux mar nor op pro qua ris sol tec ur vel win xen yor zet'.split(
    ' ',
  );

/** Name of range number `n`: the frequent ones are short. */
export function seriesName(n) {
  const random = randomOf(n + 7_000_003);
  const syllables = random() < 0.55 ? RU : EN;
  const length = n < 500 ? 2 : n < 20_000 ? 3 : 4;
  let name = '';
  for (let i = 0; i < length; i++) name += pick(random, syllables);
  return name[0].toUpperCase() + name.slice(1);
}

/** Ranges there are in all; a catalogue of a million items meets most of them. */
const RANGES = 400_000;

function brandOf(random, family) {
  // Each kind of thing has its own makers: a window of the list that begins at a place of its own.
  const start = (family.name.length * 37 + family.weight * 11) % BRANDS.length;
  return BRANDS[(start + zipf(random, 40)) % BRANDS.length];
}

function fill(random, family) {
  let brand = null;
  let series = null;
  const name = family.name.replace(/\{([^}]*)\}/g, (_, slot) => {
    if (slot === 'brand') return (brand = brandOf(random, family));
    // Half of the ranges are common ones, half come from the long tail.
    if (slot === 'series') {
      if (random() < 0.35) return '';
      return (series = seriesName(random() < 0.5 ? zipf(random, 20_000) : Math.floor(random() * RANGES)));
    }
    if (slot === 'colour') return pick(random, COLOURS);
    const range = /^(\d+)\.\.(\d+)(?:\/(\d+))?$/.exec(slot);
    if (!range) return pick(random, slot.split(';'));
    const [low, high, step] = [Number(range[1]), Number(range[2]), Number(range[3] ?? 1)];
    return String(low + step * Math.floor(random() * (Math.floor((high - low) / step) + 1)));
  });
  return { name: name.replace(/\s+/g, ' ').trim(), brand, series };
}

/** Item `i`, with what a buyer would ask for it by. */
export function item(i) {
  const random = randomOf(i + 1);
  const family = familyOf(random);
  const { name, brand, series } = fill(random, family);
  const shouted = random() < 0.05 ? name.toUpperCase() : name;
  const description =
    random() < 0.4
      ? `${pick(random, SENTENCES)} ${random() < 0.5 ? pick(random, SENTENCES) : ''}`.trim()
      : null;
  const letters = String.fromCharCode(65 + (i % 26), 65 + (Math.floor(i / 26) % 26));
  return {
    sku: random() < 0.5 ? `${letters}-${100000 + i}` : String(3_000_000 + i),
    name: shouted,
    category: family.category,
    unit: family.unit,
    brand: brand !== null && random() < 0.85 ? brand : null,
    description,
    price: (Math.exp(random() * 9) + 5).toFixed(2),
    noun: family.noun,
    named: brand,
    series,
  };
}
