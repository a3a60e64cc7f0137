/** What a column of a price list can mean to us. */
export const FIELDS = [
  'name',
  'sku',
  'unit',
  'price',
  'currency',
  'category',
  'subcategory',
  'brand',
  'description',
  'stock',
  'packQuantity',
  'gtin',
  'vat',
  'priceDate',
] as const;
export type Field = (typeof FIELDS)[number];

interface Synonym {
  field: Field;
  /** 0 to 1: how surely a header of these words means the field. */
  score: number;
  words: RegExp;
}

/** Headers as suppliers write them, folded by `foldHeader`. The best score wins; the values of the column have a say too. */
const SYNONYMS: readonly Synonym[] = [
  { field: 'name', score: 1, words: /^(наименование|название|номенклатура|наим|наимен|наименов|назв|name|product name|item name|title)$/ },
  { field: 'name', score: 0.95, words: /^(полное |краткое )?(наименование|название) (товара|товаров|материала|материалов|продукции|номенклатуры|позиции|изделия|работ|услуг)/ },
  { field: 'name', score: 0.9, words: /^(товар|товары|материал|материалы|продукция|продукт|продукты|оборудование|позиция|изделие|product|item|goods|material|materials|тмц|наименование тмц|вид (продукции|товара|изделия|материала|работ|проката|металлопроката|услуги?)|ассортимент|сортамент|товар услуга|товары услуги|номенклатура товара|товары \(работы.*)$/ },
  { field: 'name', score: 0.8, words: /^(наименование|название|номенклатура|товар|product|item)(?!.*(код|номер|групп|категор|бренд|производ|поставщ|артикул|code|number|group|categor|id$|price|sku))/ },
  { field: 'name', score: 0.5, words: /(наименование|название|name)$/ },
  // What goods are called in many English lists, and in exports of warehouses; a description beside a name is one all the same.
  { field: 'name', score: 0.4, words: /^(описание|description|desc|(short|long|stock|part|sales|article|material) desc(ription)?|(краткий )?текст материала)$/ },
  { field: 'sku', score: 1, words: /^(артикул|sku|арт|article|vendor code|item code|product code|stock code|part code|(part|item|sku|product|material|article|cat|catalog|catalogue|model|mfr part|mfr) (№|no|num|number)|код товара|артикул товара|артикул поставщика|каталожный номер)$/ },
  { field: 'sku', score: 0.85, words: /^(код|код номенклатуры|код материала|код позиции|номенклатурный номер|code|part|mpn|model|модель|кат номер|код 1с|арт №|каталожный №|номенклатура (код|артикул))$/ },
  { field: 'sku', score: 0.7, words: /^(артикул|sku|article|vendor code|арт )/ },
  { field: 'sku', score: 0.3, words: /^(id|ид|внутренний код|external id)$/ },
  { field: 'unit', score: 1, words: /^(ед изм|ед измер|ед измерения|единица измерения|единицы измерения|единица|ед|еи|unit|uom|unit of measure|units|базовая единица|базовая ед|ед изм я|uo m|u m|um|ед хранения|(sell|sales|selling|base|price|order|stock) (uom|uo m|unit|u m))$/ },
  { field: 'unit', score: 0.8, words: /^(единица|ед изм|ед |unit of|measure|мера|calc unit|фасовка|unit$)/ },
  { field: 'price', score: 1, words: /^(цена|price|цена за ед|цена за единицу|unit price|цена за шт|цена за ед изм|цена за ед руб|цена руб|price rub|price rur|price each|unit cost|(list|net|trade|sell|selling|sale|sales|retail|regular|your|customer) price( (ex|inc|incl|excl) (vat|tax|gst))?|(ваша|наша) цена|цена для вас)$/ },
  { field: 'price', score: 0.92, words: /^(розничная цена|цена розничная|розница|розничная$|цена розн|retail price|цена с ндс|цена продажи|прайс|цена прайс|рекомендованная цена|ррц|мрц|rrp|msrp)/ },
  { field: 'price', score: 0.85, words: /^(цена|price|стоимость|cost|rate)( |$)(?!(до скидки|закуп|вход))/ },
  { field: 'price', score: 0.95, words: /^(новая цена|цена со скидкой|акционная цена|цена по акции|спеццена|special price|sale price|new price)/ },
  { field: 'price', score: 0.8, words: /^(опт|оптовая цена|цена опт|оптовая|цена оптовая|wholesale|мелкий опт|крупный опт|опт руб|розн|рубли|руб)( |$)/ },
  { field: 'price', score: 0.5, words: /^(?!.*(стар|закуп|входн|себест|old|was)).*(цена|price|стоимость|руб)/ },
  { field: 'price', score: 0.35, words: /(цена|price)/ },
  // What is paid from which sum or quantity on; the first is what one who buys little pays.
  { field: 'price', score: 0.45, words: /^\d+ (\d+ )?(шт|уп|упак|т|м2|м3|pcs|units)$/ },
  { field: 'price', score: 0.45, words: /^(до|от|свыше|более|from|over|up to) \d+ ?\d* ?(\d+ )?(тыс|т р|т|р|руб|шт|уп|м2|м3|кг|pcs|units)( |$)/ },
  { field: 'currency', score: 1, words: /^(валюта|currency|currency id|currency code|вал|код валюты)$/ },
  { field: 'category', score: 1, words: /^(категория|группа|раздел|category|группа товаров|товарная группа|категория товара|номенклатурная группа|рубрика|вид|тип товара|product group|group|section|path|department|dept|class|product (line|class|category|type|family|range)|family|range|categories|product categories)$/ },
  { field: 'category', score: 0.8, words: /^(категория|группа|раздел|category|рубрика)/ },
  { field: 'subcategory', score: 1, words: /^(подкатегория|подгруппа|подраздел|subcategory|sub category|subgroup|категория 2|группа 2)$/ },
  { field: 'brand', score: 1, words: /^(бренд|производитель|марка|торговая марка|тм|brand|manufacturer|maker|mfr|mfg|make|(brand|manufacturer|mfr) name|изготовитель|завод|завод изготовитель|фирма|vendor|бренд производитель|производитель бренд)$/ },
  { field: 'brand', score: 0.8, words: /^(бренд|производитель|торговая марка|brand|manufacturer)/ },
  { field: 'description', score: 1, words: /^(описание|description|примечание|характеристики|комментарий|описание товара|детальное описание|подробное описание|notes?|comment|details|характеристика|свойства)$/ },
  { field: 'description', score: 0.8, words: /^(описание|description)/ },
  { field: 'stock', score: 1, words: /^(остаток|остатки|наличие|количество|кол во|кол|stock|qty|quantity|count|в наличии|на складе|склад|свободный остаток|остаток на складе|available|balance|доступно|on hand|qoh|soh|in stock|(qty|quantity|stock) (available|on hand|in stock)|available (qty|quantity|stock)|stock (qty|quantity|level))$/ },
  { field: 'stock', score: 0.8, words: /^(остаток|остатки|наличие|количество|stock|qty)/ },
  { field: 'packQuantity', score: 1, words: /^(в упаковке|кол во в упаковке|кол во в уп|кол в уп|количество в упаковке|упаковка шт|в уп|норма упаковки|кратность|шт в упаковке|pack quantity|pack size|pack qty|case qty|(qty|quantity|pcs|pieces|units) (per|in|of) (pack|case|box|carton)|(box|carton|case) (quantity|size)|шт уп)$/ },
  { field: 'gtin', score: 1, words: /^(штрихкод|штрих код|шк|ean|ean13|ean 13|gtin|barcode|upc|upc code|ean code|штрихкоды|bar code)$/ },
  { field: 'vat', score: 1, words: /^(ндс|ставка ндс|vat|vat rate|vat %|ндс %|ставка ндс %|ндс ставка|tax|tax rate)$/ },
  { field: 'priceDate', score: 1, words: /^(дата|дата цены|дата изменения|дата изменения цены|date|price date|date price change|updated|effective date|last updated|price effective|дата обновления|действует с|valid from|дата прайса)$/ },
  { field: 'priceDate', score: 0.6, words: /(^дата|^date| date$)/ },
  // Exports of shops: 1C-Bitrix, OpenCart.
  { field: 'name', score: 0.9, words: /^(ie name|name [a-z]{2} [a-z]{2})$/ },
  { field: 'sku', score: 0.5, words: /^(ie xml id|внешний код)$/ },
  { field: 'description', score: 0.7, words: /^(ie preview text|short description)$/ },
  { field: 'description', score: 0.6, words: /^ie detail text$/ },
  { field: 'category', score: 0.9, words: /^(ic group ?0)$/ },
  { field: 'subcategory', score: 0.9, words: /^(ic group ?1)$/ },
  { field: 'currency', score: 0.9, words: /^cv currency 1$/ },
  { field: 'stock', score: 0.9, words: /^cp quantity$/ },
  // Ukrainian and Kazakh.
  { field: 'name', score: 0.95, words: /^(найменування|назва|атауы|тауар атауы)( |$)/ },
  { field: 'unit', score: 0.95, words: /^(од|од вим|од виміру|одиниця виміру|одиниця|өлшем бірлігі|өлш бірл)( |$)/ },
  { field: 'price', score: 0.9, words: /^(ціна|вартість|баға|бағасы|бөлшек бағасы)( |$)/ },
  { field: 'category', score: 0.9, words: /^(категорія|розділ|санаты|санат|тобы)$/ },
  { field: 'brand', score: 0.9, words: /^(виробник|өндіруші)$/ },
  { field: 'stock', score: 0.9, words: /^(залишок|наявність|кількість|саны|қалдық)$/ },
  { field: 'description', score: 0.9, words: /^(опис|примітка|сипаттама|сипаттамасы)$/ },
]; // prettier-ignore

/** A header folded for comparing: lower case, ё as е, punctuation and underscores as blanks; "camelCase" is cut into words. */
export function foldHeader(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replaceAll('#', '№')
    .replace(/[^\p{L}\p{N}%№]+/gu, ' ')
    .trim();
}

export interface FieldCandidate {
  field: Field;
  score: number;
}

/** What a header may mean, the surest first. */
export function fieldsOfHeader(text: string): FieldCandidate[] {
  const folded = foldHeader(text);
  if (folded === '') return [];
  const best = new Map<Field, number>();
  for (const { field, score, words } of SYNONYMS) {
    if (score > (best.get(field) ?? 0) && words.test(folded)) best.set(field, score);
  }
  return [...best].map(([field, score]) => ({ field, score })).sort((a, b) => b.score - a.score);
}
