import { expect, it } from '@jest/globals';
import { describeWordSearch, type NamedCatalogue } from './support/word-catalogue.js';

const CATALOGUE: NamedCatalogue = {
  'Крепёж/Саморезы': ['Саморез гипсокартон-металл 3,5х41', 'Саморез гипсокартон-дерево 3,5х45'],
  'Сантехника/Унитазы': ['Унитаз подвесной белый', 'Унитаз компакт белый'],
  'Спецодежда/Каски': ['Каска строительная жёлтая', 'Каска строительная белая', 'Каска строительная'],
  'Двери/Межкомнатные': ['Дверь со стеклом белая', 'Дверь стеклянная', 'Дверь глухая белая'],
  'Сайдинг/Софит': ['Софит с перфорацией белый', 'Софит без перфорации белый', 'Софит белый'],
  'Кровля/Профнастил': ['Профнастил С8 RAL 8017', 'Профнастил С8 белый'],
};

describeWordSearch('the opposite of what is asked for', CATALOGUE, (ask) => {
  it.each([
    ['унитаз напольный', ['Унитаз компакт белый', 'Унитаз подвесной белый']],
    ['унитаз подвесной', ['Унитаз подвесной белый', 'Унитаз компакт белый']],
    ['каска белая', ['Каска строительная белая', 'Каска строительная', 'Каска строительная жёлтая']],
    // What it is for says more than the next length.
    ['саморез по дереву 3,5х41', ['Саморез гипсокартон-дерево 3,5х45', 'Саморез гипсокартон-металл 3,5х41']],
    // The same in another word is no opposite.
    ['профнастил коричневый', ['Профнастил С8 RAL 8017', 'Профнастил С8 белый']],
  ])('stands behind what does not say: %s', async (q, names) => {
    const hits = await ask(q);
    expect(hits.map(({ name }) => name)).toEqual(names);
    expect(hits.at(-1)?.confidence).not.toBe('high');
  });

  it.each([
    ['софит без перфорации', ['Софит без перфорации белый', 'Софит белый', 'Софит с перфорацией белый']],
    ['софит с перфорацией', ['Софит с перфорацией белый', 'Софит белый', 'Софит без перфорации белый']],
  ])('is what has what it shall be without, or lacks what it shall have: %s', async (q, names) => {
    expect((await ask(q)).map(({ name }) => name).slice(0, names.length)).toEqual(names);
  });

  it('is told by the adjective of what it shall be without, too', async () => {
    const [first, ...others] = await ask('дверь без стекла');
    expect(first?.name).toBe('Дверь глухая белая');
    expect(others.map(({ name }) => name).sort()).toEqual(['Дверь со стеклом белая', 'Дверь стеклянная']);
    for (const { score } of others) expect(score).toBeLessThan(0.8 * (first?.score ?? 0));
  });
});
