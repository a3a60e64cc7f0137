import type { Atom } from './atoms.js';

/** Grades of timber and plywood that are told by a number (GOST 8486, GOST 3916). */
const HIGHEST = 4;
const GRADE = /^сорт(?:а|ов)?$/;
const ORDINALS: ReadonlyMap<string, string> = new Map(
  [
    ['1', 'первый первого'],
    ['2', 'второй второго'],
    ['3', 'третий третьего'],
    ['4', 'четвертый четвертого'],
  ].flatMap(([figure = '', forms = '']) => forms.split(' ').map((form) => [form, figure] as const)),
);
/** What writes an ordinal out after its figure: "1-го сорта". */
const ORDINAL_ENDING = /^(?:й|ый|ой|го|ого)$/;

/**
 * Reads every way to tell a grade by its number as "1 сорт" is read: "сорт 1", "1с", "первый сорт", "1-го сорта". Grades by letters or by two
 * sides ("сорт АВ", "сорт 4/4") are left alone.
 */
export function readGrades(atoms: Atom[]): Atom[] {
  const read: Atom[] = [];
  for (let i = 0; i < atoms.length; ) {
    const found = gradeAt(atoms, i);
    if (found === null) {
      read.push(atoms[i] as Atom);
      i++;
      continue;
    }
    const [first, last] = [atoms[i] as Atom, atoms[found.next - 1] as Atom];
    const { figure } = found;
    read.push(
      {
        type: 'number',
        text: figure,
        value: Number(figure),
        start: first.start,
        end: last.end,
        glued: false,
      },
      { ...last, type: 'letters', text: 'сорт', value: Number.NaN },
    );
    i = found.next;
  }
  return read;
}

function gradeAt(atoms: readonly Atom[], i: number): { figure: string; next: number } | null {
  const [first, second, third, fourth] = [atoms[i], atoms[i + 1], atoms[i + 2], atoms[i + 3]];
  if (!first || first.glued) return null;
  const isGrade = (atom: Atom | undefined): boolean => atom !== undefined && GRADE.test(atom.text);
  const ordinal = ORDINALS.get(first.text);
  if (ordinal !== undefined) return isGrade(second) ? { figure: ordinal, next: i + 2 } : null;
  if (isGrade(first)) return isFigure(second) && !goesOn(third) ? { figure: second.text, next: i + 2 } : null;
  if (!isFigure(first) || second?.glued !== true) return null;
  if (second.text === 'с' && !goesOn(third)) return { figure: first.text, next: i + 2 };
  const isEnding = second.text === '-' && third !== undefined && ORDINAL_ENDING.test(third.text);
  return isEnding && isGrade(fourth) ? { figure: first.text, next: i + 4 } : null;
}

function isFigure(atom: Atom | undefined): atom is Atom {
  return atom?.type === 'number' && Number.isInteger(atom.value) && atom.value >= 1 && atom.value <= HIGHEST;
}

/** Whether the atom belongs to what is right before it: "4/4", "1с8", but not the comma of "сорт 1, сухая". */
function goesOn(atom: Atom | undefined): boolean {
  return atom?.glued === true && !/^[,;:.)"]$/.test(atom.text);
}
