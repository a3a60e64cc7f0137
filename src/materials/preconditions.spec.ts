import { describe, expect, it } from '@jest/globals';
import { materialEtag } from './material.js';
import { acceptedVersions } from './preconditions.js';

const ID = '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d';
const tag = (version: number): string => materialEtag({ id: ID, version });

describe('acceptedVersions', () => {
  it.each([
    [undefined, null],
    ['', null],
    [' * ', null],
    [tag(3), [3]],
    [`${tag(3)}, "x" ,${tag(7)}`, [3, 7]],
    [`W/${tag(3)}`, []],
    [tag(3).replace('0190', '0191'), []],
    [tag(99_999_999_999), []],
    ['nonsense', []],
  ])('reads %j as %j', (header, versions) => {
    expect(acceptedVersions(ID, header)).toEqual(versions);
  });
});
