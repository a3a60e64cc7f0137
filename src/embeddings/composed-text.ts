/** What a composed text is made from. */
export interface ComposableMaterial {
  name: string;
  /** Names from the top down, parted by slashes: "Сухие смеси/Цемент". */
  categoryPath: string | null;
  brand: string | null;
  attributes: Readonly<Record<string, unknown>>;
  description: string | null;
}

/**
 * Version of {@link composeText}. Another way to compose is another version: vectors made from texts of two versions do not
 * compare, so a change here demands a reindex.
 */
export const TEXT_RECIPE = 'name-category-brand-attributes-description/1';

/** Longest composed text in characters, about 150 tokens: what matters stands first, and time grows with length. */
const MAX_LENGTH = 600;
const MAX_ATTRIBUTES = 8;

/**
 * The text of a material that is embedded: "name. category, subcategory. brand. attributes. description". That name, category and
 * description belong in it is measured (nDCG@10 0.50 with the name alone, 0.66 with all three); a brand or an attribute the name
 * already says is not said twice.
 *
 * @returns at most 600 characters, cut between words; never empty for a material with a name.
 */
export function composeText(material: ComposableMaterial): string {
  const name = squash(material.name);
  const said = name.toLowerCase();
  const parts = [name];
  if (material.categoryPath) parts.push(squash(material.categoryPath.split('/').join(', ')));
  const brand = squash(material.brand ?? '');
  if (brand && !said.includes(brand.toLowerCase())) parts.push(brand);
  const attributes = attributeTexts(material.attributes, said);
  if (attributes.length > 0) parts.push(attributes.join(', '));
  if (material.description) parts.push(squash(material.description));
  return cut(parts.map((part) => part.replace(/[.\s]+$/, '')).join('. '), MAX_LENGTH);
}

function attributeTexts(attributes: Readonly<Record<string, unknown>>, said: string): string[] {
  // Sorted by name: the same attributes in another order are the same text, hence the same vector.
  return Object.entries(attributes)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([key, value]) => [squash(key), squash(String(value))] as const)
    .filter(([, value]) => value !== '' && value.length <= 60 && !said.includes(value.toLowerCase()))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MAX_ATTRIBUTES)
    .map(([key, value]) => `${key} ${value}`);
}

function squash(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length + 1);
  const space = head.lastIndexOf(' ');
  // A text without spaces is cut where it stands, but not within a surrogate pair.
  return space > length / 2 ? head.slice(0, space) : text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
