import type { JSX } from 'preact';
import { call } from '../api/client.ts';
import type { PricePeriod } from '../api/types.ts';
import { date, money, t } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { useLoad } from '../ui/use-load.ts';
import { PriceChart } from './price-chart.tsx';
import { seriesOf } from './price-series.ts';

/** Prices over time: as a chart, and as a table for who cannot see it or wants the figures. */
export function PriceHistory({ path }: { path: string }): JSX.Element | null {
  const history = useLoad(
    path,
    async (signal) => (await call<{ items: PricePeriod[] }>(`${path}/price-history`, { signal })).body.items,
  );
  const periods = history.value ?? [];
  const { series, currency } = seriesOf(periods);
  return (
    <section aria-labelledby="history">
      <h2 id="history">{t('item.history')}</h2>
      {history.state === 'failed' && <Failure error={history.error} again={history.reload} />}
      {history.value && series.length === 0 && <p class="quiet">{t('item.history.none')}</p>}
      {series.length > 0 && <PriceChart series={series} currency={currency} />}
      {periods.length > 0 && (
        <details>
          <summary>{t('item.history.table')}</summary>
          <div class="scroll" tabIndex={0} role="group" aria-labelledby="history">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('offer.supplier')}</th>
                  <th scope="col" class="n">
                    {t('offer.price')}
                  </th>
                  <th scope="col">{t('history.from')}</th>
                  <th scope="col">{t('history.to')}</th>
                </tr>
              </thead>
              <tbody>
                {periods.map((period) => (
                  <tr key={period.offerId + period.validFrom}>
                    <th scope="row">{period.supplier.name}</th>
                    <td class="n">{period.price ? money(period.price) : t('item.noPrice')}</td>
                    <td>{date(period.validFrom)}</td>
                    <td>{period.validTo ? date(period.validTo) : t('history.now')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </section>
  );
}
