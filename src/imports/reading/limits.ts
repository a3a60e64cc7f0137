/** Bounds of one file; a file beyond one of them ends in a clear error instead of memory or time. */
export interface ReadLimits {
  /** Bytes after unpacking gzip, and of any one part of a workbook. */
  unpackedBytes: number;
  columns: number;
  rows: number;
  /** Characters of one cell. */
  cellChars: number;
}
