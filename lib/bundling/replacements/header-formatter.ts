/** Writes the headers of signed event-stream messages, which no bundle sends: see `event-streams.ts`. */
export class HeaderFormatter {
  format(): never {
    throw new Error('Signing event streams is left out of the bundles: see lib/bundling/cuts.ts.');
  }
}
