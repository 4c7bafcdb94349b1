import type { MultiLineString, MultiPolygon } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlasUrl from 'world-atlas/countries-50m.json';
import { unwrapped, unwrappedRing } from './unwrap.ts';

/** The coasts and borders of the world, that ship with the page. */
export interface Outlines {
  readonly land: MultiPolygon;
  readonly borders: MultiLineString;
}

/** @throws Error where they cannot be fetched */
export async function fetchOutlines(): Promise<Outlines> {
  const response = await fetch(atlasUrl);
  if (!response.ok) throw new Error(`The outlines answered ${response.status}`);
  const atlas: Topology<{ countries: GeometryCollection; land: GeometryCollection }> = await response.json();
  const polygons = feature(atlas, atlas.objects.land).features.flatMap(({ geometry }) => {
    if (geometry.type === 'MultiPolygon') return geometry.coordinates;
    return geometry.type === 'Polygon' ? [geometry.coordinates] : [];
  });
  const borders = mesh(atlas, atlas.objects.countries, (one, other) => one !== other);
  return {
    land: { type: 'MultiPolygon', coordinates: polygons.map((rings) => rings.map(unwrappedRing)) },
    borders: { type: 'MultiLineString', coordinates: borders.coordinates.map(unwrapped) },
  };
}
