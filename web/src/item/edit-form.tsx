import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call, write } from '../api/client.ts';
import { statusOf } from '../api/problem.ts';
import type { CategoryNode, Material, Unit } from '../api/types.ts';
import { t } from '../i18n/index.ts';
import { Failure, fieldError } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';
import { useLoad } from '../ui/use-load.ts';
import { Conflict } from './conflict.tsx';
import { changedFields, draftOf, patchOf, type Draft } from './draft.ts';
import type { Versioned } from './item-page.tsx';

interface Properties {
  current: Versioned;
  onSaved: () => void;
  onClose: () => void;
}

/** Path of a field in a refused body. */
const PATHS: Partial<Record<keyof Draft, string>> = { amount: 'price.amount', currency: 'price.currency' };

/** Edits a material in place. What is sent are the changed fields and the version they are based on. */
export function EditForm({ current, onSaved, onClose }: Properties): JSX.Element {
  const [base, setBase] = useState(current);
  const [draft, setDraft] = useState(() => draftOf(current.material));
  const [theirs, setTheirs] = useState<Versioned | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const path = `/materials/${base.material.id}`;
  const lists = useLoad('lists', async (signal) => ({
    categories: pathsOf((await call<{ items: CategoryNode[] }>('/categories', { signal })).body.items),
    units: (await call<{ items: Unit[] }>('/units?limit=100', { signal })).body.items.map(({ code }) => code),
  }));

  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const fields = changedFields(draftOf(base.material), draft);
    if (fields.length === 0) {
      onClose();
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const headers: Record<string, string> = base.etag === null ? {} : { 'if-match': base.etag };
      await write<Material>('PATCH', path, patchOf(draft, fields, base.material), headers);
      onSaved();
    } catch (thrown) {
      if (statusOf(thrown) === 412) {
        const { body, etag } = await call<Material>(path, { cache: 'no-cache' });
        setTheirs({ material: body, etag });
      } else setError(thrown);
    } finally {
      setBusy(false);
    }
  };

  const input = (
    name: keyof Draft,
    options: { list?: string; rows?: number; hint?: string; max: number },
  ): JSX.Element => (
    <Field
      key={name}
      label={t(`edit.${name}`)}
      hint={options.hint}
      error={fieldError(error, PATHS[name] ?? name)}
    >
      {(aria) => {
        const onInput = (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }): void =>
          setDraft({ ...draft, [name]: event.currentTarget.value });
        return options.rows ? (
          <textarea
            {...aria}
            rows={options.rows}
            maxLength={options.max}
            value={draft[name]}
            onInput={onInput}
          />
        ) : (
          <input
            {...aria}
            list={options.list}
            required={name === 'name'}
            maxLength={options.max}
            value={draft[name]}
            inputMode={name === 'amount' ? 'decimal' : undefined}
            autocomplete="off"
            onInput={onInput}
          />
        );
      }}
    </Field>
  );

  return (
    <form
      class="edit card"
      onSubmit={(event) => void save(event).catch(setError)}
      aria-label={t('item.edit')}
    >
      <h1>{t('item.edit')}</h1>
      {theirs && (
        <Conflict
          base={draftOf(base.material)}
          mine={draft}
          theirs={draftOf(theirs.material)}
          onResolved={(merged) => {
            setBase(theirs);
            setDraft(merged);
            setTheirs(null);
          }}
        />
      )}
      <div class="fields">
        {input('name', { max: 500 })}
        {input('sku', { max: 100 })}
        {input('category', { max: 2_000, list: 'known-categories', hint: t('edit.category.hint') })}
        {input('brand', { max: 200 })}
        {input('unit', { max: 100, list: 'known-units' })}
        <div class="pair">
          {input('amount', { max: 19 })}
          {input('currency', { max: 3, list: 'known-currencies' })}
        </div>
        {input('description', { max: 5_000, rows: 4 })}
        {input('attributes', { max: 20_000, rows: 4, hint: t('edit.attributes.hint') })}
      </div>
      <datalist id="known-categories">
        {lists.value?.categories.map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
      <datalist id="known-units">
        {lists.value?.units.map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
      <datalist id="known-currencies">
        {['RUB', 'USD', 'EUR', 'CNY', 'KZT', 'BYN'].map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
      {error ? <Failure error={error} /> : null}
      <p class="actions">
        <button type="submit" class="primary" disabled={busy || theirs !== null}>
          {t('action.save')}
        </button>
        <button type="button" onClick={onClose}>
          {t('action.cancel')}
        </button>
      </p>
    </form>
  );
}

export function pathsOf(nodes: readonly CategoryNode[]): string[] {
  return nodes.flatMap(({ path, children }) => [path, ...pathsOf(children)]);
}
