/** Points of a line or ring: longitude, then latitude. */
export type Points = readonly (readonly number[])[];

/**
 * A line whose longitudes go on where it crosses the date line, in place of jumping to the other side of the world: 179,
 * 181 for 179, -179. A map that shows the world several times side by side then draws it whole.
 */
export function unwrapped(points: Points): number[][] {
  let turn = 0;
  let before: number | undefined;
  return points.map(([longitude = 0, latitude = 0]) => {
    if (before !== undefined && longitude - before > 180) turn -= 360;
    if (before !== undefined && longitude - before < -180) turn += 360;
    before = longitude;
    return [longitude + turn, latitude];
  });
}

/** As {@link unwrapped}; a ring that goes around a pole, as Antarctica's does, is closed along it. */
export function unwrappedRing(points: Points): number[][] {
  const ring = unwrapped(points);
  const [first, last] = [ring[0], ring.at(-1)];
  if (first?.[0] === undefined || last?.[0] === undefined) return ring;
  if (Math.abs(last[0] - first[0]) < 180) return ring;
  const pole = (first[1] ?? 0) < 0 ? -90 : 90;
  return [...ring, [last[0], pole], [first[0], pole], first];
}
