/**
 * Endings of a diminutive and what the plain word ends with instead: "гвоздик" is a nail, "досочка" a board,
 * "щебенка" crushed stone.
 */
const DIMINUTIVES: readonly (readonly [ending: RegExp, plain: readonly string[]])[] = [
  [/[ое]чк(?:а|и|у|е|ой|ою|ам|ами|ах)$/, ['ка', 'а', 'ь']],
  [/[ое]ч(?:ек|ка|ки|ков|ком|кам|ками)$/, ['ок', 'ек', 'ки']],
  [/ич(?:ек|ка|ки|ков|ком|кам|ками)$/, ['ик']],
  [/ушк(?:а|и|у|е|ой|ам|ами)$/, ['а']],
  [/йчик(?:а|и|ов|ом|ам|ами)?$/, ['и', 'й']],
  [/чик(?:а|и|ов|ом|ам|ами)?$/, ['']],
  [/ик(?:а|и|ов|ом|ам|ами)?$/, ['', 'ь', 'и']],
  [/[ео]к$|(?<=[лнр])ьк(?:а|и|ов|ом|ам|ами)$/, ['ь', '']],
  [/к(?:а|и|у|е|ой|ою|ам|ами|ах)$/, ['ь', 'а', '']],
];

/** Endings of the one word that is said for an adjective and its noun: "малярка" for "малярная лента". */
const SHORTENED = /к(?:а|и|у|е|ой|ою)$/;

/** What only says that a thing runs on mains: an "электрорубанок" is a plane. */
const DRIVE = /^электро(?=\p{L}{4,}$)/u;

/** Shorter, and a word says nothing for certain; with a guessed ending sooner: "полочка" is nothing for the floor ("пола"). */
const SHORTEST = 4;
const SHORTEST_GUESSED = 5;

/** No noun of the trade ends so in the singular: "углоок" is a slip, and no small "угло". */
const NO_NOUN = /[оеуы]$|ь[аь]$/;

/** The plain words that a Russian word may be a diminutive or a longer name of; likeliest first. */
export function plainForms(word: string): string[] {
  if (!/^[а-я]+$/.test(word)) return [];
  const forms = DIMINUTIVES.flatMap(([ending, plain]) =>
    ending.test(word)
      ? plain
          .map((end) => word.replace(ending, end))
          .filter(
            (form) =>
              form.length >= (/[аь]$/.test(form) ? SHORTEST_GUESSED : SHORTEST) && !NO_NOUN.test(form),
          )
      : [],
  );
  if (DRIVE.test(word)) forms.push(word.replace(DRIVE, ''));
  return [...new Set(forms)].filter((form) => form !== word);
}

/** The adjective that a Russian noun may have been shortened from: "малярная" for "малярка"; null when it cannot. */
export function fullAdjective(word: string): string | null {
  const base = word.replace(SHORTENED, '');
  return /^[а-я]+$/.test(base) && base !== word && base.length >= SHORTEST
    ? `${base}${base.endsWith('л') ? 'ьная' : 'ная'}`
    : null;
}
