const listed = (words: string): string[] => words.trim().split(/\s+/);

/**
 * English words that say of a thing in a name what it is like, without an "of": behind the thing they close its name, "ball valve brass full
 * port", before it they are no part of what it is called.
 */
const ENGLISH_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...listed(`white black grey gray red blue green brown yellow orange tan beige cream ivory silver gold bronze charcoal graphite anthracite chocolate clear
    natural transparent bright dark`),
  ...listed(`oak walnut pine cedar larch birch ash beech alder spruce maple aspen teak rosewood`),
  ...listed(`matt matte satin gloss semi eggshell flat smooth textured raw primed polished brushed`),
  ...listed(`brass copper steel iron zinc nickel chrome aluminum aluminium galvanised galvanized stainless plastic rubber wooden 
    plated coated treated`),
  ...listed(`single double triple twin left right hand full half round square straight angled flexible rigid solid hollow heavy light duty
    large small medium mini long short wide narrow thin thick upper lower internal external interior exterior indoor outdoor`),
  ...listed(`roll bag pack kit set pair coil spool case drum bundle type class grade schedule size style series model colour color`),
  ...listed(`waterproof cordless adjustable reversible removable portable universal standard premium professional general`),
]);

/** Participles: "switched", "perforated"; a bed and a shed are none. */
const PARTICIPLE = /[a-z]{3}ed$/;

export function isEnglishAttribute(word: string): boolean {
  return ENGLISH_ATTRIBUTES.has(word) || PARTICIPLE.test(word);
}
