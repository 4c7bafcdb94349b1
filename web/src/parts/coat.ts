const coats = new Map([
  ['white', 'white'],
  ['pearl', 'white'],
  ['silver', 'silver'],
  ['gray', 'silver'],
  ['grey', 'silver'],
  ['golden', 'golden'],
  ['gold', 'golden'],
  ['yellow', 'yellow'],
  ['brown', 'brown'],
  ['bay', 'brown'],
  ['black', 'black'],
]);

/** The class that paints a unicorn in its colour. Operators may write any colour: those not known are violet. */
export const coatClass = (color: string): string => `coat-${coats.get(color.trim().toLowerCase()) ?? 'other'}`;
