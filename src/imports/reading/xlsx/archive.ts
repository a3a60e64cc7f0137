import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { ImportFault } from '../../import-error.js';
import { boundedBytes } from '../open-source.js';
import { XmlScanner, type XmlHandler } from './xml-scanner.js';

const MAX_ENTRIES = 10_000;

/** The parts of a workbook file, each read as a stream and never beyond the bound. */
export class Archive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly maxBytes: number,
  ) {}

  /** @throws ImportFault `broken_archive`. */
  static async open(path: string, maxBytes: number): Promise<Archive> {
    try {
      const zip = await openPromise(path, { autoClose: false });
      if (zip.entryCount > MAX_ENTRIES) {
        zip.close();
        throw new ImportFault('broken_archive', `The workbook has more than ${MAX_ENTRIES} parts.`);
      }
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry);
      return new Archive(zip, entries, maxBytes);
    } catch (error) {
      if (error instanceof ImportFault) throw error;
      throw new ImportFault('broken_archive', 'The workbook is damaged or cut off.', { cause: error });
    }
  }

  has(name: string): boolean {
    return this.entries.has(name.toLowerCase());
  }

  close(): void {
    this.zip.close();
  }

  /** Text of a part, piece by piece. @param onRead told how many packed bytes that was, about. */
  async *text(name: string, onRead?: (bytes: number) => void): AsyncGenerator<string> {
    const entry = this.entries.get(name.toLowerCase());
    if (!entry) throw new ImportFault('broken_workbook', `The workbook lacks its part ${name}.`);
    let source: Readable;
    try {
      source = await this.zip.openReadStreamPromise(entry);
    } catch (error) {
      throw new ImportFault('broken_archive', 'The workbook is damaged, or protected by a password.', {
        cause: error,
      });
    }
    const guarded = boundedBytes(this.maxBytes, () => Math.max(1, entry.compressedSize));
    source.on('error', (error) =>
      guarded.destroy(
        new ImportFault('broken_archive', 'The workbook is damaged or cut off.', { cause: error }),
      ),
    );
    guarded.on('close', () => source.destroy());
    source.pipe(guarded);
    const decoder = new TextDecoder('utf-8');
    const ratio = entry.compressedSize / Math.max(1, entry.uncompressedSize);
    for await (const chunk of guarded as AsyncIterable<Buffer>) {
      onRead?.(chunk.length * ratio);
      yield decoder.decode(chunk, { stream: true });
    }
  }

  async scan(name: string, handler: XmlHandler): Promise<void> {
    const scanner = new XmlScanner(handler);
    for await (const text of this.text(name)) scanner.push(text);
  }
}
