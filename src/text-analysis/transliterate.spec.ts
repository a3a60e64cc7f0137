import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { latinToCyrillic, soundKey } from './index.js';

describe('Cyrillic readings of a Latin word', () => {
  it.each([
    ['gipsokarton', 'гипсокартон'],
    ['variant', 'вариант'],
    ['gardian', 'гардиан'],
    ['senej', 'сенеж'],
    ['rashodnye', 'расходные'],
    ['shpatel', 'шпатель'],
    ['schetchik', 'счетчик'],
    ['peschanyy', 'песчаный'],
    ['kleenyy', 'клееный'],
  ])('of "%s" hold "%s"', (latin, cyrillic) => {
    expect(latinToCyrillic(latin)).toContain(cyrillic);
  });

  it('are few, each once, for any word, and none for what cannot be one', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z'-]{1,40}$/), (word) => {
        const readings = latinToCyrillic(word);
        expect(readings.length).toBeLessThanOrEqual(24);
        expect(new Set(readings).size).toBe(readings.length);
      }),
    );
    expect(latinToCyrillic('цемент')).toEqual([]);
  });
});

describe('The sound of a word', () => {
  it.each([
    ['церезит', 'ceresit'],
    ['тиккурила', 'tikkurila'],
    ['ютонг', 'ytong'],
    ['пинотекс', 'pinotex'],
    ['бетолюкс', 'betolux'],
    ['евроблок', 'euroblock'],
    ['аквамаст', 'aquamast'],
    ['термекс', 'thermex'],
    ['гидрофлекс', 'hidroflex'],
    ['старлайк', 'starlike'],
    ['квикдек', 'quickdeck'],
  ])('of "%s" is that of "%s"', (heard, written) => {
    expect(soundKey(heard)).toBe(soundKey(written));
  });

  it('tells other words apart', () => {
    expect(soundKey('керма')).not.toBe(soundKey('kermi'));
    expect(soundKey('пинотекс')).not.toBe(soundKey('pinotes'));
  });
});
