import { dataOf, type Location } from '../api/client.ts';
import { Failed, Loading } from '../parts/faces.tsx';
import { Facts } from '../parts/field.tsx';
import { latLng } from '../places/coordinates.ts';
import { useApp } from '../shell/app.ts';
import { useLoad } from '../shell/load.ts';

/** What a ride costs, how far it is, and how long it takes, before anything is booked. */
export function Quote({ from, to }: { readonly from: Location; readonly to: Location }) {
  const { api, words, format } = useApp();
  const query = { from: latLng(from), to: latLng(to) };
  const quote = useLoad(`${query.from} ${query.to}`, (signal) =>
    dataOf(api.GET('/quotes', { params: { query }, signal })),
  );
  if (quote.failure !== undefined) return <Failed failure={quote.failure} retry={quote.reload} />;
  if (quote.value === undefined) return <Loading />;
  const { fare, distance, duration } = quote.value;
  return (
    <div class="quote">
      <Facts
        facts={[
          [words.home.fare, <strong key="fare">{format.money(fare.amount)}</strong>],
          [words.home.length, format.distance(distance)],
          [words.home.takes, format.duration(duration)],
        ]}
      />
    </div>
  );
}
