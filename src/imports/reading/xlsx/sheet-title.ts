/** What programs and people call any tab. */
const ANY_TAB =
  /^(?:лист|аркуш|sheet|list|tdsheet|worksheet|table|таблица|стр|page|прайс|price|товар|goods|product|номенклатура|остат|наличие|stock|данные|data|export|выгрузка|отчет|report|общ|все(?![\p{L}])|all(?![\p{L}])|каталог|catalog|розница|опт|retail|wholesale)/iu;

/** What the name of a tab says of the goods there: "Кирпич" is a section of several, "Лист1" and "Прайс 01.11" none. @returns null for none. */
export function sheetTitle(name: string, tabs: number): string | null {
  const title = name.replaceAll('_', ' ').trim();
  return tabs < 2 || !/\p{L}{3}/u.test(title) || ANY_TAB.test(title) ? null : title;
}
