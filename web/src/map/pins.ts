import L from 'leaflet';
import { longitudeNear } from '../places/coordinates.ts';
import type { Mark } from './marks.ts';

const svg = 'http://www.w3.org/2000/svg';
const pictures = { pickup: 'pin', destination: 'flag', unicorn: 'unicorn' } as const satisfies Record<
  Mark['kind'],
  string
>;

/**
 * The marker of a mark. Its label is put in as text: Leaflet takes strings for markup. A keyboard does not stop at it:
 * what it shows stands in the list beside the map.
 *
 * @param centre the longitude that the map is around
 */
export function pinOf(mark: Mark, centre: number, onOpen: (path: string) => void): L.Marker {
  const { kind, location, label, coat, path } = mark;
  const icon = L.divIcon({
    className: `map-pin map-${kind} ${coat ?? ''}`,
    html: picture(pictures[kind]),
    iconSize: [36, 36],
    iconAnchor: kind === 'unicorn' ? [18, 18] : [18, 34],
  });
  const marker = L.marker([location.latitude, longitudeNear(location.longitude, centre)], {
    icon,
    keyboard: false,
    zIndexOffset: kind === 'unicorn' ? 0 : 1000,
  });
  const text = document.createElement('bdi');
  text.textContent = label;
  marker.bindTooltip(text, { direction: 'top', offset: [0, kind === 'unicorn' ? -16 : -32] });
  if (path !== undefined) marker.on('click', () => onOpen(path));
  return marker;
}

function picture(name: string): HTMLElement {
  const holder = document.createElement('span');
  const image = document.createElementNS(svg, 'svg');
  image.setAttribute('class', 'icon');
  image.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(svg, 'use');
  use.setAttribute('href', `#${name}`);
  image.append(use);
  holder.append(image);
  return holder;
}
