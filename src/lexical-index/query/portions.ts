import { stemWord } from '../../text-analysis/index.js';
import type { TermGroup } from '../ports/lexical-index.port.js';

/** What goods are counted and carried in, and what is done with them: of "мешок цемента" and "монтаж кровли" the second word is the thing. */
export const PORTIONS: ReadonlySet<string> = new Set(
  'мешок лист рулон банка ведро упаковка пачка коробка ящик пакет тюбик туба баллон бухта моток катушка метр куб кубометр тонна килограмм литр поддон паллета палета палет машина штука пара комплект набор кусок канистра бочка связка секция хлыст камаз самосвал ремонт монтаж установка roll bag can bucket pack box pair'
    .split(' ')
    .map(stemWord),
);

/** What the thing asked for is carried in: few names tell it. */
export function isPortion(group: TermGroup): boolean {
  return group.kind === 'word' && !group.required && PORTIONS.has(stemWord(group.text));
}
