import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { QueryWatch, signed } from './query-watch.js';
import { script, statementsIn } from './script.js';

describe('slow statements', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const told = (ms: number, sql: string): number => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const watch = new QueryWatch(500);
    let slow = 0;
    watch.onSlowQuery = () => (slow += 1);
    watch.logQuerySlow(ms, signed(sql));
    return slow;
  };

  it('are told when they take longer than they may', () => {
    expect(told(501, 'SELECT 1')).toBe(1);
    expect(told(501, 'UPDATE materials SET brand = NULL')).toBe(1);
  });

  it('may take it each where several are one message', () => {
    const three = script(['SELECT 1', 'SELECT 2', 'SELECT 3']);
    expect(statementsIn(signed(three))).toBe(3);
    expect(told(1_400, three)).toBe(0);
    expect(told(1_600, three)).toBe(1);
  });

  it('are one where nothing says otherwise', () => {
    expect(statementsIn("SELECT '900 statements'")).toBe(1);
  });
});
