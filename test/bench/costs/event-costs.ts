import { importFleet } from '../../../lambda/events/import-fleet.ts';
import { daysKept } from '../../../lambda/files/keys.ts';
import { stages } from '../../../lib/stages.ts';
import type { Bench, Figure } from '../figures.ts';
import { computingName, durationName } from '../imports/import.ts';
import { imported, message } from '../units/event-units.ts';
import { assumed, costFigure, gigabyte, lambdaDollars, logDollars, million } from './dollars.ts';
import { prices } from './prices.ts';

/** A ride is told of when it is booked, and when it is completed. */
const messagesOfRide = 2;
/** Bytes of a row of a fleet file, about. The report on one row of a hundred does not count beside it. */
const rowBytes = 150;
const daysOfMonth = 30;

/** What happens after the answer costs at list prices: riders told, and a fleet that arrives as a file. */
export function eventCosts(bench: Bench): Figure[] {
  return [ridesTold(bench), rowsImported(bench)];
}

function ridesTold(bench: Bench): Figure {
  const of = measured(bench, 'units');
  const messages = million * messagesOfRide;
  const addresses = stages.dev.rideEvents.emails.length;
  const runs = messages * of(message.runs);
  return costFigure(
    'A million rides told (booked and completed)',
    {
      Lambda: lambdaDollars(runs, Math.max(of(message.milliseconds), assumed.duration)),
      SNS: messages * of(message.published) * prices.published,
      'e-mails': messages * addresses * prices.mailed,
      logs: logDollars(messages * of(message.logged) + runs * assumed.platformLog),
    },
    `one address hears of all; ${of(message.runs)} runs a message, where rides come one by one`,
  );
}

function rowsImported(bench: Bench): Figure {
  const ofUnits = measured(bench, 'units');
  const ofImport = measured(bench, 'import');
  // Of a whole processor the function has a part: what it computes takes that much longer.
  const milliseconds = Math.max(ofImport(durationName), ofImport(computingName) / assumed.processors);
  const seconds = (million * milliseconds) / 1000;
  const runs = Math.ceil(seconds / (importFleet.settings?.timeout ?? seconds));
  const stored = (million * rowBytes * daysKept.uploads) / daysOfMonth / gigabyte;
  return costFigure(
    'A million rows imported',
    {
      DynamoDB: (million * ofUnits(imported.writeUnits) + seconds * ofUnits(imported.keptUnits)) * prices.writeUnit,
      Lambda: lambdaDollars(runs, (seconds * 1000) / runs),
      S3: seconds * ofUnits(imported.fileWrites) * prices.fileWrite + stored * prices.fileGigabyte,
    },
    `new unicorns, 1 % of the rows bad; ${runs} runs of Lambda, ${Math.round(seconds / 60)} minutes`,
  );
}

/** What a part has measured, by the figure's name. @throws Error where it has not */
function measured(bench: Bench, part: string): (name: string) => number {
  const figures = bench.figuresOf(part);
  return (name) => {
    const figure = figures.find((each) => each.name === name);
    if (figure === undefined) throw new Error(`The costs need "${name}": measure it first (--only ${part},costs).`);
    return figure.value;
  };
}
