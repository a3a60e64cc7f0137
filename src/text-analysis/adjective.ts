import { HAS_CYRILLIC } from './letters.js';

const ADJECTIVE = /(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ых|их|ым|им|ыми|ими|ую|юю)$/;
const NOUN_AFTER_ALL = /(?:ние|тие|лие|сие|ние|ций|рий|ний|лий|ние|рой|лой|бой|(?<![ое])вой)$/;

/** Whether a Russian word looks like an adjective or participle by its ending. */
export function looksLikeAdjective(word: string): boolean {
  return word.length > 4 && HAS_CYRILLIC.test(word) && ADJECTIVE.test(word) && !NOUN_AFTER_ALL.test(word);
}
