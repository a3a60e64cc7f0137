/** A unit as written and what it means: `value * factor` in the canonical unit. */
export interface UnitMeaning {
  unit: string;
  factor: number;
  /** True for a bare letter that is a unit only right after the digits ("16А", "2700К"). */
  gluedOnly?: boolean;
}

const table: readonly [unit: string, factor: number, spellings: string, gluedOnly?: true][] = [
  ['mm', 0.001, 'мкм микрон микрона микронов um micron microns'],
  ['mm', 1, 'мм mm миллиметр миллиметра миллиметров миллиметры'],
  ['mm', 10, 'см cm сантиметр сантиметра сантиметров'],
  ['mm', 1000, 'м m метр метра метров метровый метровая метровые meter meters metre metres мп пм'],
  ['mm', 25.4, 'дюйм дюйма дюймов дюймовый inch inches'],
  ['mm', 304.8, 'ft feet foot'],
  ['mm', 914.4, 'yd yds yard yards'],
  ['mm', 0.0254, 'mil mils'],
  ['m2', 1, 'м2 m2 квм sqm'],
  ['m2', 0.092903, 'sqft sf'],
  ['m2', 0.836127, 'sqyd'],
  ['mm2', 1, 'мм2 mm2 квмм'],
  ['m3', 1, 'м3 m3 кубм куб куба кубов'],
  ['m3', 0.028317, 'cuft cf'],
  ['m3', 0.764555, 'cuyd'],
  ['kg', 0.001, 'г g гр грамм грамма граммов gram grams'],
  ['kg', 1, 'кг kg килограмм килограмма килограммов кило kilo'],
  ['kg', 1000, 'т тн тонн тонна тонны ton tons tonne tonnes'],
  ['kg', 0.4536, 'lb lbs pound pounds'],
  ['kg', 0.02835, 'oz ounce ounces'],
  ['l', 0.001, 'мл ml миллилитр миллилитра миллилитров'],
  ['l', 1, 'л l литр литра литров литровый litre litres liter liters'],
  ['l', 3.785412, 'gal gallon gallons'],
  ['l', 0.946353, 'qt quart quarts'],
  ['l', 0.473176, 'pt pint pints'],
  ['l', 0.029574, 'floz'],
  ['w', 1, 'вт w ватт ватта watt watts'],
  ['w', 1000, 'квт kw киловатт киловатта'],
  ['v', 1, 'в v вольт volt volts', true],
  ['v', 1, 'вольт вольта volt volts'],
  ['v', 1000, 'кв kv', true],
  ['a', 1, 'а a', true],
  ['a', 1, 'ампер ампера amp amps'],
  ['a', 0.001, 'ма ma миллиампер миллиампера'],
  ['k', 1, 'к k', true],
  ['lm', 1, 'лм lm люмен'],
  ['pcs', 1, 'шт штук штуки pcs pc pieces'],
  ['class', 1, 'класс кл класса класса class'],
  ['grade', 1, 'сорт сорта'],
  ['poles', 1, 'p п', true],
  ['poles', 1, 'полюс полюса полюсный полюсная полюсное полюсов pole poles'],
  ['cores', 1, 'жила жилы жил жильный жильная core cores'],
  ['keys', 1, 'клавиша клавиши клавиш клавишный клавишная клавишное gang'],
  ['sections', 1, 'секц секций секции секция секционный секционная section sections'],
  ['bar', 1, 'бар bar атм'],
  ['bar', 0.068948, 'psi'],
  ['g/m2', 1, 'г/м2 гр/м2 g/m2'],
  ['kg/m3', 1, 'кг/м3 kg/m3'],
  ['w/m', 1, 'вт/м w/m'],
  ['w/m2', 1, 'вт/м2 w/m2'],
  ['percent', 1, '%'],
  ['degree', 1, '° градус градуса градусов град degrees'],
];

const meanings = new Map<string, UnitMeaning[]>();
for (const [unit, factor, spellings, gluedOnly] of table) {
  for (const spelling of spellings.split(' ')) {
    const list = meanings.get(spelling) ?? [];
    if (list.length === 0 || list.every((known) => known.gluedOnly)) {
      list.push({ unit, factor, ...(gluedOnly ? { gluedOnly } : {}) });
    }
    meanings.set(spelling, list);
  }
}

/** The meaning of a normalised spelling after a number; `glued`: nothing stood between them. */
export function unitMeaning(spelling: string, glued: boolean): UnitMeaning | undefined {
  return meanings.get(spelling)?.find((meaning) => glued || !meaning.gluedOnly);
}

/** Rounds away what binary fractions add: 1.2 m is 1200 mm, not 1199.9999999999998. */
export function tidy(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
