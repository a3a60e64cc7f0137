import { describe, expect, it } from '@jest/globals';
import { analyze } from './index.js';

const words = (text: string): string[] => analyze(text).words.map(({ text: word }) => word);

describe('threads of both ends', () => {
  it.each([
    ['ВР-НР', 'вр/нр'],
    ['НР-ВР', 'вр/нр'],
    ['вн-нар', 'вр/нр'],
    ['вн.-нар.', 'вр/нр'],
    ['вн нар', 'вр/нр'],
    ['ВН/НАР', 'вр/нр'],
    ['г/ш', 'вр/нр'],
    ['гайка-штуцер', 'вр/нр'],
    ['мама папа', 'вр/нр'],
    ['внутренняя наружная', 'вр/нр'],
    ['ВР-ВР', 'вр/вр'],
    ['г/г', 'вр/вр'],
    ['гайка-гайка', 'вр/вр'],
    ['мама-мама', 'вр/вр'],
    ['НР/НР', 'нр/нр'],
    ['ш/ш', 'нр/нр'],
  ])('%s is %s', (told, expected) => {
    expect(words(`кран ${told} бабочка`)).toEqual(['кран', expected, 'бабочка']);
  });

  it('are no code with the number behind them', () => {
    const { codes, measures } = analyze('подводка гайка-штуцер 60 см');
    expect(codes).toEqual([]);
    expect(measures.map(({ values }) => values)).toEqual([[600]]);
  });

  it.each(['муфта НР 1/2', 'гайка М8', 'краска в ванную', 'комнаты в - н', 'ж/б кольцо'])(
    'are not read in "%s"',
    (text) => {
      expect(words(text).some((word) => word.includes('/'))).toBe(false);
    },
  );
});
