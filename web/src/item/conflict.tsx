import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { changedFields, FIELDS, type Draft } from './draft.ts';

interface Properties {
  /** What the editing began with. */
  base: Draft;
  mine: Draft;
  /** What somebody else has saved meanwhile. */
  theirs: Draft;
  onResolved: (merged: Draft) => void;
}

/**
 * Somebody saved meanwhile. What only one side changed is taken as it is; where both changed the same field, the person decides.
 */
export function Conflict({ base, mine, theirs, onResolved }: Properties): JSX.Element {
  const byMe = changedFields(base, mine);
  const byThem = changedFields(base, theirs);
  const contested = byMe.filter((field) => byThem.includes(field) && mine[field] !== theirs[field]);
  const [keepMine, setKeepMine] = useState<(keyof Draft)[]>(contested);
  const resolve = (): void => {
    const merged = { ...theirs };
    for (const field of FIELDS) {
      if (byMe.includes(field) && (!contested.includes(field) || keepMine.includes(field)))
        merged[field] = mine[field];
    }
    onResolved(merged);
  };
  const choose = (field: keyof Draft, isMine: boolean): void =>
    setKeepMine(isMine ? [...keepMine, field] : keepMine.filter((other) => other !== field));
  return (
    <div class="failure conflict" role="alert">
      <p>
        <strong>{t('conflict.title')}</strong> {t('conflict.text')}
      </p>
      {byThem
        .filter((field) => !contested.includes(field))
        .map((field) => (
          <p key={field}>
            {t(`edit.${field}`)}: <s>{base[field] || '–'}</s> → {theirs[field] || '–'}
          </p>
        ))}
      {contested.map((field) => (
        <fieldset key={field}>
          <legend>{t(`edit.${field}`)}</legend>
          {([true, false] as const).map((isMine) => (
            <label key={String(isMine)} class="choice">
              <input
                type="radio"
                name={`conflict-${field}`}
                checked={keepMine.includes(field) === isMine}
                onChange={() => choose(field, isMine)}
              />
              <span>
                {t(isMine ? 'conflict.mine' : 'conflict.theirs')}:{' '}
                <strong>{(isMine ? mine : theirs)[field] || '–'}</strong>
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      <button type="button" class="primary" onClick={resolve}>
        {t('conflict.resolve')}
      </button>
    </div>
  );
}
