import { readFileSync } from 'node:fs';
import * as tokenizers from '@huggingface/tokenizers';

/** Text to token ids, special tokens included. */
export interface TextTokenizer {
  encode(text: string): { ids: number[] };
}

// The package's type files import each other without file extensions, which module resolution "nodenext" does not follow, so the
// class arrives untyped; this is the part of it that is used.
const { Tokenizer } = tokenizers as unknown as {
  Tokenizer: new (tokenizer: object, config: object) => TextTokenizer;
};

/** @param file a Hugging Face `tokenizer.json`. */
export function loadTokenizer(file: string): TextTokenizer {
  return new Tokenizer(JSON.parse(readFileSync(file, 'utf8')) as object, {});
}
