import type { JSX } from 'preact';
import { readAll } from '../api/pages.ts';
import type { ImportRow } from '../api/types.ts';
import { number, percent, t } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { useLoad } from '../ui/use-load.ts';
import { VirtualTable } from '../ui/virtual-table.tsx';
import { JUMP, jumpOf, jumpText, type Jump } from './changes.ts';

/** Changed rows looked through; a dry run keeps no more. */
const LOOKED_AT = 1_000;

/** Prices that moved a lot, the wildest first: most of them are a wrong column or a lost decimal sign. */
export function PriceJumps({ importId }: { importId: string }): JSX.Element {
  const jumps = useLoad(importId, async (signal) => {
    const rows = await readAll<ImportRow>(`/imports/${importId}/rows?status=updated`, LOOKED_AT, signal);
    const found = rows
      .map(jumpOf)
      .filter((jump): jump is Jump => jump !== null && Math.abs(jump.share) >= JUMP);
    return found.sort((a, b) => Math.abs(Math.log(1 + b.share)) - Math.abs(Math.log(1 + a.share)));
  });
  if (jumps.state === 'failed') return <Failure error={jumps.error} again={jumps.reload} />;
  if (!jumps.value) return <p class="waiting" aria-busy="true" />;
  if (jumps.value.length === 0) return <p class="quiet">{t('jumps.none', { share: percent(JUMP) })}</p>;
  return (
    <>
      <p class="quiet">{t('jumps.some', { share: percent(JUMP), n: number(LOOKED_AT) })}</p>
      <VirtualTable
        label={t('outcomes.jumps')}
        rows={jumps.value}
        total={jumps.value.length}
        columns={[
          {
            key: 'row',
            title: t('row.row'),
            size: '5rem',
            cell: ({ row }) => (row.row === null ? '–' : number(row.row)),
          },
          { key: 'name', title: t('row.name'), cell: ({ row }) => row.name ?? '' },
          { key: 'price', title: t('row.price'), size: '20rem', cell: jumpText },
        ]}
      />
    </>
  );
}
