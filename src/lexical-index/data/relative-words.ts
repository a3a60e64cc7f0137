import { stemWord } from '../../text-analysis/index.js';

/** What things of a kind differ in, as their names tell it. */
export type Measured = 'thickness' | 'length' | 'width' | 'size' | 'weight' | 'power';

/** What adjectives ask for more (1) or less (-1) of than other things of the kind have. */
const ADJECTIVES: readonly (readonly [measured: Measured, sign: 1 | -1, words: string])[] = [
  ['thickness', -1, 'тонкий тонюсенький тоненький thin'],
  ['thickness', 1, 'толстый thick'],
  ['length', 1, 'длинный long'],
  ['length', -1, 'короткий short'],
  ['width', 1, 'широкий wide'],
  ['width', -1, 'узкий narrow'],
  ['size', 1, 'большой огромный здоровый big large'],
  ['size', -1, 'маленький небольшой малый small'],
  ['weight', 1, 'тяжелый heavy'],
  ['weight', -1, 'легонький'],
  ['power', 1, 'мощный powerful'],
  ['power', -1, 'слабый маломощный'],
];

export interface Relative {
  measured: Measured;
  sign: 1 | -1;
}

const RELATIVES: ReadonlyMap<string, Relative> = new Map(
  ADJECTIVES.flatMap(([measured, sign, words]) =>
    words.split(' ').map((word) => [stemWord(word), { measured, sign }] as const),
  ),
);

/** Whether the stem asks for more or less of something than others have: "тонкая фанера", "мощный перфоратор". */
export function isRelative(stem: string): boolean {
  return RELATIVES.has(stem);
}

/** What the stem compares, and which way; undefined for any other word. */
export function relativeOf(stem: string): Relative | undefined {
  return RELATIVES.get(stem);
}
