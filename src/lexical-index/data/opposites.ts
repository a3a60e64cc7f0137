import { stemWord } from '../../text-analysis/index.js';

/** Properties of which a thing has one: a toilet that hangs on the wall does not stand on the floor. */
const OPPOSITES = [
  'напольный подвесной настенный навесной потолочный',
  'встраиваемый накладной',
  'врезной навесной накладной',
  'однофазный трехфазный двухфазный',
  'левый правый',
  'внутренний наружный',
  'газовый электрический твердотопливный дизельный бензиновый аккумуляторный',
  'чугунный стальной акриловый алюминиевый биметаллический латунный медный пластиковый деревянный',
  'матовый глянцевый полуматовый',
  'гладкий рифленый',
  'глухой остекленный',
  'открытый скрытый',
  'шлифованный ламинированный',
  'сплошной перфорированный',
  'вр/вр вр/нр нр/нр',
  'вр нр',
  'холодный горячий',
  'зимний летний',
  'обрезной необрезной',
  'щелевой пустотелый полнотелый',
  'рядовой забутовочный лицевой облицовочный',
  'одинарный полуторный двойной',
  'цементный гипсовый полимерный',
  'акриловый силиконовый полиуретановый битумный',
  'фасадный интерьерный',
  'финишный стартовый',
  'подвижный неподвижный',
  'забивной клиновой винтовой',
  'винтовой ершеный',
  // What they are for.
  'дерево металл бетон стекло',
  'скважинный дренажный циркуляционный поверхностный',
  'бытовой полукоммерческий коммерческий',
  'односторонний двусторонний',
  'одноклавишный двухклавишный трехклавишный',
  'круглый квадратный прямоугольный овальный',
  'белый черный серый красный синий зеленый желтый коричневый бежевый оранжевый розовый голубой фиолетовый бордовый прозрачный хром бронза',
];

const STEMS: ReadonlyMap<string, readonly ReadonlySet<string>[]> = (() => {
  const sets = new Map<string, ReadonlySet<string>[]>();
  for (const line of OPPOSITES) {
    const stems = new Set(line.split(' ').map((word) => stemWord(word)));
    for (const stem of stems) sets.set(stem, [...(sets.get(stem) ?? []), stems]);
  }
  return sets;
})();

/** Whether the stem is such a property. */
export function isOpposable(stem: string): boolean {
  return STEMS.has(stem);
}

/** Whether one of the stems says of a thing what cannot be true where `asked` is. */
export function isOpposed(asked: string, stems: { has(stem: string): boolean }): boolean {
  if (stems.has(asked)) return false;
  return (STEMS.get(asked) ?? []).some((set) => [...set].some((stem) => stem !== asked && stems.has(stem)));
}
