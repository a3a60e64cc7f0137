import { stemWord } from '../../text-analysis/index.js';

/**
 * What is said of a thing only where it is not the usual one: who asks for plasterboard and nothing else means the plain sheet, and who asks
 * for a socket one for power.
 */
const SPECIAL_KINDS: ReadonlySet<string> = new Set(
  [
    'влагостойкий огнестойкий морозостойкий зимний',
    'гклв гкло гклво гвлв гсп-h2 гсп-df',
    'tv тв телевизионный телефонный компьютерный rj45 rj11 usb hdmi',
    'аварийный взрывозащищенный антивандальный',
  ]
    .flatMap((line) => line.split(' '))
    .map((word) => stemWord(word)),
);

/** Whether the stem or code marks a thing as a special one of its kind. */
export function isSpecialKind(stem: string): boolean {
  return SPECIAL_KINDS.has(stem);
}
