import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { call } from '../api/client.ts';
import type { ImportRow, Page, RowStatus } from '../api/types.ts';
import { money, number, percent, t, tx } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { VirtualTable, type Column } from '../ui/virtual-table.tsx';
import { changesText, jumpText } from './changes.ts';

const PAGE = 100;

/** Rows that pass a filter, loaded as one scrolls. */
function useRows(
  importId: string,
  filter: Record<string, string>,
): {
  rows: ImportRow[];
  done: boolean;
  error: unknown;
  more: () => void;
} {
  const [rows, setRows] = useState<ImportRow[]>([]);
  const [cursor, setCursor] = useState<string | null>('');
  const [error, setError] = useState<unknown>(null);
  const loading = useRef(false);
  const more = useCallback(() => {
    if (loading.current || cursor === null) return;
    loading.current = true;
    setError(null);
    const parameters = new URLSearchParams({ ...filter, limit: String(PAGE), ...(cursor ? { cursor } : {}) });
    call<Page<ImportRow>>(`/imports/${importId}/rows?${parameters.toString()}`)
      .then(({ body }) => {
        setRows((before) => [...before, ...body.items]);
        setCursor(body.nextCursor);
      })
      .catch(setError)
      .finally(() => {
        loading.current = false;
      });
  }, [importId, cursor]);
  useEffect(() => {
    if (rows.length === 0) more();
  }, []);
  return { rows, done: cursor === null, error, more };
}

function columnsOf(status: RowStatus): Column<ImportRow>[] {
  const row: Column<ImportRow> = {
    key: 'row',
    title: t('row.row'),
    size: '5rem',
    cell: (r) => (r.row === null ? '–' : number(r.row)),
  };
  const name: Column<ImportRow> = { key: 'name', title: t('row.name'), cell: (r) => r.name ?? '' };
  const price: Column<ImportRow> = {
    key: 'price',
    title: t('row.price'),
    size: '9rem',
    cell: (r) => (r.price ? money(r.price) : '–'),
  };
  if (status === 'rejected' || status === 'warning')
    return [
      row,
      { key: 'column', title: t('row.column'), size: '11rem', cell: (r) => r.column ?? '' },
      {
        key: 'reason',
        title: t('row.reason'),
        cell: (r) => tx(`row.code.${r.code ?? ''}`, r.message ?? r.code ?? ''),
      },
      { key: 'value', title: t('row.value'), size: '14rem', cell: (r) => r.value ?? '' },
    ];
  if (status === 'updated')
    return [row, name, { key: 'changes', title: t('row.changes'), cell: changesText }];
  if (status === 'vanished') return [name, { ...price, title: t('row.lastPrice') }];
  return [row, name, price];
}

interface Properties {
  importId: string;
  status: RowStatus;
  total: number;
  dryRun: boolean;
}

export function RowTable({ importId, status, total, dryRun }: Properties): JSX.Element {
  const { rows, done, error, more } = useRows(importId, { status });
  return (
    <>
      <VirtualTable
        label={t(`outcomes.${status as 'created'}`)}
        columns={columnsOf(status)}
        rows={rows}
        total={done ? rows.length : total}
        onNearEnd={done ? undefined : more}
      />
      {error ? <Failure error={error} again={more} /> : null}
      {dryRun && done && rows.length < total && (
        <p class="quiet">{t('outcomes.sample', { n: number(rows.length), total: number(total) })}</p>
      )}
    </>
  );
}

/** A price that moves by this many percent or more is worth a second look: it may be a wrong column or a lost decimal sign. */
const JUMP_PERCENT = 20;

export function PriceJumps({ importId }: { importId: string }): JSX.Element {
  const { rows, done, error, more } = useRows(importId, {
    status: 'updated',
    minPriceChange: String(JUMP_PERCENT),
  });
  const share = percent(JUMP_PERCENT / 100);
  if (done && rows.length === 0) return <p class="quiet">{t('jumps.none', { share })}</p>;
  return (
    <>
      <p class="quiet">{t('jumps.some', { share })}</p>
      <VirtualTable
        label={t('outcomes.jumps')}
        columns={[
          ...columnsOf('updated').slice(0, 2),
          { key: 'jump', title: t('row.price'), size: '22rem', cell: jumpText },
        ]}
        rows={rows}
        total={rows.length}
        onNearEnd={done ? undefined : more}
      />
      {error ? <Failure error={error} again={more} /> : null}
    </>
  );
}
