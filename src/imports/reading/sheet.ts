import type { RawRow } from '../values/cell.js';

/** One table of a file: a text file is one, a workbook has one for each visible sheet. */
export interface Sheet {
  /** Null in a text file. */
  name: string | null;
  /** What the tab says of the goods, as a section would; null where it says nothing. */
  title: string | null;
  /** Rows in order, empty ones left out; can be iterated once. */
  rows: AsyncIterable<readonly RawRow[]>;
}

/** A file opened for reading. */
export interface OpenFile {
  /** Null for a workbook. */
  encoding: string | null;
  delimiter: string | null;
  sheets(): AsyncIterable<Sheet>;
}
