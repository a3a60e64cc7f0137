import { expect, it } from '@jest/globals';
import { analyze } from '../../text-analysis/index.js';
import { shippedSynonyms } from './shipped-synonyms.js';

/**
 * Words that all the same ask for what the whole term does. Any other is a thing of its own: by "под брусчатку" for "песок" whoever asks
 * for "брусчатка" would get sand.
 */
const MEANT_SO = new Set(
  `vac гололеда наледи конденсата парилки скользить фасада rolls стяжки продувало замерз сорняков горело жуков fence веревочкой шнурком
   стеклом стеклами остеклением комаров мух насекомых проводку мышей грызунов bulk`.split(/\s+/),
);

it('no term is one word of a thing for the others saying nothing', () => {
  const told = shippedSynonyms().flatMap(({ terms }) =>
    terms.flatMap((term) => {
      const { words, codes, measures } = analyze(term);
      const [word, ...others] = words.filter(({ stop }) => !stop);
      const isOneOfMany = word !== undefined && others.length === 0 && words.length > 1;
      return isOneOfMany && codes.length + measures.length === 0 ? [{ term, word: word.text }] : [];
    }),
  );
  expect(told.filter(({ word }) => !MEANT_SO.has(word))).toEqual([]);
});
