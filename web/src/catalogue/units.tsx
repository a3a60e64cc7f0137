import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { write } from '../api/client.ts';
import { readAll } from '../api/pages.ts';
import type { Unit } from '../api/types.ts';
import { number, t, tx } from '../i18n/index.ts';
import { may } from '../session/session.ts';
import { Confirm } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { useLoad } from '../ui/use-load.ts';
import { UnitForm } from './unit-form.tsx';

const MAX_UNITS = 1_000;

/** Units with every spelling that price lists use for them. */
export function Units(): JSX.Element {
  const units = useLoad('units', (signal) => readAll<Unit>('/units', MAX_UNITS, signal));
  const [edit, setEdit] = useState<Unit | 'new' | null>(null);
  const [doomed, setDoomed] = useState<Unit | null>(null);
  const [filter, setFilter] = useState('');
  const [error, setError] = useState<unknown>(null);
  const wanted = filter.trim().toLowerCase();
  const shown = units.value?.filter(({ code, name, aliases }) =>
    [code, name, ...aliases].some((text) => text.toLowerCase().includes(wanted)),
  );
  return (
    <section aria-label={t('catalogue.units')}>
      <p class="actions">
        <input
          type="search"
          aria-label={t('unit.filter')}
          placeholder={t('unit.filter')}
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        {may('editor') && (
          <button type="button" class="primary" onClick={() => setEdit('new')}>
            {t('unit.create')}
          </button>
        )}
      </p>
      {units.state === 'failed' && <Failure error={units.error} again={units.reload} />}
      {error ? <Failure error={error} /> : null}
      {shown?.length === 0 && <p class="quiet">{t('unit.none')}</p>}
      {shown && shown.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-label={t('catalogue.units')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('unit.code')}</th>
                <th scope="col">{t('unit.name')}</th>
                <th scope="col">{t('unit.aliases')}</th>
                <th scope="col">{t('unit.dimension')}</th>
                <th scope="col" class="n">
                  {t('unit.factor')}
                </th>
                {may('editor') && <th scope="col">{t('action.actions')}</th>}
              </tr>
            </thead>
            <tbody>
              {shown.map((unit) => (
                <tr key={unit.code}>
                  <th scope="row">{unit.code}</th>
                  <td>{unit.name}</td>
                  <td class="aliases">{unit.aliases.join(', ')}</td>
                  <td>{tx(`dimension.${unit.dimension}`, unit.dimension)}</td>
                  <td class="n">{number(unit.factorToBase, { maximumSignificantDigits: 9 })}</td>
                  {may('editor') && (
                    <td>
                      <span class="row-actions">
                        <button
                          type="button"
                          class="link"
                          aria-label={`${t('action.edit')}: ${unit.code}`}
                          onClick={() => setEdit(unit)}
                        >
                          {t('action.edit')}
                        </button>
                        <button
                          type="button"
                          class="link"
                          aria-label={`${t('action.delete')}: ${unit.code}`}
                          onClick={() => setDoomed(unit)}
                        >
                          {t('action.delete')}
                        </button>
                      </span>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {edit && (
        <UnitForm
          unit={edit === 'new' ? null : edit}
          onSaved={() => {
            setEdit(null);
            units.reload();
          }}
          onClose={() => setEdit(null)}
        />
      )}
      {doomed && (
        <Confirm
          title={t('action.delete')}
          text={t('unit.delete.sure', { code: doomed.code, name: doomed.name })}
          action={t('action.delete')}
          onYes={() => {
            setError(null);
            write('DELETE', `/units/${encodeURIComponent(doomed.code)}`)
              .then(units.reload)
              .catch(setError);
          }}
          onClose={() => setDoomed(null)}
        />
      )}
    </section>
  );
}
