/** Why a whole file cannot be imported; the text is written for the person who uploaded it. */
export type ImportFaultCode =
  | 'empty_file'
  | 'unknown_format'
  | 'legacy_excel'
  | 'broken_archive'
  | 'broken_workbook'
  | 'too_large_unpacked'
  | 'too_many_columns'
  | 'too_many_rows'
  | 'cell_too_large'
  | 'unknown_encoding'
  | 'no_header'
  | 'mapping_column_missing'
  | 'rows_rejected'
  | 'file_lost'
  | 'internal';

/** A fault of the file as a whole: the import fails with it, nothing is half written. */
export class ImportFault extends Error {
  constructor(
    readonly code: ImportFaultCode,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ImportFault';
  }
}
