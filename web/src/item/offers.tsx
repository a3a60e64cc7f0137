import type { JSX } from 'preact';
import { call } from '../api/client.ts';
import type { Offer } from '../api/types.ts';
import { date, money, t, tx } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { useLoad } from '../ui/use-load.ts';

/** Who offers it for how much, the cheapest per base unit first: the order is the server's. */
export function Offers({ path }: { path: string }): JSX.Element {
  const offers = useLoad(
    path,
    async (signal) => (await call<{ items: Offer[] }>(`${path}/offers`, { signal })).body.items,
  );
  return (
    <section aria-labelledby="offers">
      <h2 id="offers">{t('item.offers')}</h2>
      {offers.state === 'failed' && <Failure error={offers.error} again={offers.reload} />}
      {offers.value?.length === 0 && <p class="quiet">{t('item.offers.none')}</p>}
      {offers.value && offers.value.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="offers">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('offer.supplier')}</th>
                <th scope="col" class="n">
                  {t('offer.price')}
                </th>
                <th scope="col" class="n">
                  {t('offer.perBase')}
                </th>
                <th scope="col">{t('offer.updated')}</th>
              </tr>
            </thead>
            <tbody>
              {offers.value.map((offer, index) => (
                <tr key={offer.id}>
                  <th scope="row">
                    {offer.supplier.name}
                    {index === 0 && (offers.value?.length ?? 0) > 1 && offer.pricePerBaseUnit && (
                      <span class="badge good">{t('offer.cheapest')}</span>
                    )}
                    {offer.sku && <small>{offer.sku}</small>}
                  </th>
                  <td class="n">
                    {offer.price
                      ? money(offer.price)
                      : tx(`offer.kind.${offer.priceKind}`, t('item.noPrice'))}
                    <small>
                      {t('offer.per', {
                        unit:
                          [Number(offer.packQuantity) === 1 ? '' : offer.packQuantity, offer.unit]
                            .filter(Boolean)
                            .join(' ') || '1',
                      })}
                    </small>
                  </td>
                  <td class="n">{offer.pricePerBaseUnit ? money(offer.pricePerBaseUnit) : '–'}</td>
                  <td>{date(offer.updatedAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
