/** A point on Earth in WGS 84 degrees: latitude -90 to 90, longitude -180 to 180, both ends included. */
export interface Location {
  readonly latitude: number;
  readonly longitude: number;
}

/** Metres: the mean radius of the sphere that distances are measured on. */
export const earthRadius = 6_371_008.8;

/**
 * The great-circle distance between two locations, in metres, unrounded.
 *
 * Both legs are sums of squares, so nothing is cancelled out: it is as good for a millimetre as for two antipodes, the
 * same in both directions, and never NaN. (It is the haversine formula with its other half: the one loses digits near
 * 1, the other near 0.)
 */
export function distanceBetween(from: Location, to: Location): number {
  const a = canonical(from);
  const b = canonical(to);
  // Subtracting in degrees is exact where it matters (near points); radians would have been rounded already.
  const northward = radians((b.latitude - a.latitude) / 2);
  const turn = Math.abs(b.longitude - a.longitude);
  const eastward = radians(Math.min(turn, 360 - turn) / 2);
  const middle = radians((a.latitude + b.latitude) / 2);
  const near = Math.hypot(Math.sin(northward) * Math.cos(eastward), Math.cos(middle) * Math.sin(eastward));
  const far = Math.hypot(Math.cos(northward) * Math.cos(eastward), Math.sin(middle) * Math.sin(eastward));
  return 2 * earthRadius * Math.atan2(near, far);
}

/**
 * One name for each point: longitude -180 is the meridian 180, at a pole all longitudes are one, and there is no -0.
 * Locations with the same canonical form are at distance 0, and equally far from everywhere.
 */
export function canonical(location: Location): Location {
  const { latitude, longitude } = location;
  if (Math.abs(latitude) === 90) return { latitude, longitude: 0 };
  return { latitude: latitude + 0, longitude: longitude === -180 ? 180 : longitude + 0 };
}

export function radians(degrees: number): number {
  return (degrees / 180) * Math.PI;
}
