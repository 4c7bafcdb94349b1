import L from 'leaflet';
import { locationOf, longitudeNear } from '../places/coordinates.ts';
import type { MapOptions, Mark, OpenMap } from './marks.ts';
import { fetchOutlines } from './outlines.ts';
import { pinOf } from './pins.ts';

const closest = 18;
const closestWithoutTiles = 14;

/** Milliseconds that Leaflet's own animations take at most: it looks at the map again when they end. */
const animation = 500;

/** Draws a map into an element, which may have another one afterwards. */
export function openMap(holder: HTMLElement, options: MapOptions): OpenMap {
  const { words, places, tileUrl, tileAttribution, onPick, onOpen } = options;
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const element = document.createElement('div');
  element.className = 'map-itself';
  holder.append(element);
  element.setAttribute('role', 'region');
  element.setAttribute('aria-label', words.label);
  const map = L.map(element, {
    center: [25, 40],
    zoom: 2,
    minZoom: 1,
    maxZoom: tileUrl === undefined ? closestWithoutTiles : closest,
    zoomControl: false,
    zoomAnimation: !isCalm,
    fadeAnimation: !isCalm,
    markerZoomAnimation: !isCalm,
    inertia: !isCalm,
    worldCopyJump: true,
  });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ position: 'topright', zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.scale({ imperial: false, position: 'bottomleft' }).addTo(map);
  drawGround(map, tileUrl, tileAttribution);
  const names = L.layerGroup(
    places.map(({ name, location }) => placeName(name, [location.latitude, location.longitude])),
  );
  names.addTo(map);

  const pick = ({ lat, lng }: L.LatLng) => onPick(locationOf(lat, lng));
  map.on('click', ({ latlng }) => pick(latlng));
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target === element) pick(map.getCenter());
  };
  element.addEventListener('keydown', onKey);

  const pins = new Map<string, L.Marker>();
  return {
    show(marks, fit) {
      const centre = (marks.find(({ kind }) => kind === 'pickup') ?? marks[0])?.location.longitude ?? 0;
      const wanted = new Map(marks.map((mark) => [mark.id, mark]));
      for (const [id, pin] of pins) {
        if (wanted.has(id)) continue;
        pin.remove();
        pins.delete(id);
      }
      for (const mark of marks) {
        pins.get(mark.id)?.remove();
        pins.set(mark.id, pinOf(mark, centre, onOpen).addTo(map));
      }
      if (fit && marks.length > 0) fitTo(map, marks, centre, isCalm);
    },
    close() {
      element.remove();
      setTimeout(() => map.remove(), animation);
    },
  };
}

function fitTo(map: L.Map, marks: readonly Mark[], centre: number, isCalm: boolean): void {
  const corners = marks.map(({ location }) => L.latLng(location.latitude, longitudeNear(location.longitude, centre)));
  map.invalidateSize();
  map.fitBounds(L.latLngBounds(corners), { padding: [36, 36], maxZoom: 13, animate: !isCalm });
}

/** Tiles where the stage has some; else the outlines, which need no other host. */
function drawGround(map: L.Map, tileUrl: string | undefined, attribution: string | undefined): void {
  if (tileUrl !== undefined) {
    const words = document.createElement('span');
    words.textContent = attribution ?? '';
    L.tileLayer(tileUrl, { maxZoom: closest, attribution: words.innerHTML }).addTo(map);
    return;
  }
  fetchOutlines().then(
    ({ land, borders }) => {
      // Whoever opened the map may have gone on meanwhile.
      if (!map.getContainer().isConnected) return;
      // The world repeats to the east and west: people live beside the date line too.
      for (const turn of [-360, 0, 360]) {
        const coordsToLatLng = ([longitude = 0, latitude = 0]: readonly number[]) =>
          L.latLng(latitude, longitude + turn);
        const shared = { coordsToLatLng, interactive: false, attribution: 'Natural Earth' };
        // The style sheet paints them, and so follows the theme.
        L.geoJSON(land, { ...shared, style: { className: 'map-land' } }).addTo(map);
        L.geoJSON(borders, { ...shared, style: { className: 'map-border', fill: false } }).addTo(map);
      }
    },
    (error: unknown) => console.info('The outlines were not fetched: the map has none.', error),
  );
}

function placeName(name: string, at: L.LatLngTuple): L.Marker {
  const text = document.createElement('span');
  text.textContent = name;
  const icon = L.divIcon({ className: 'map-city', html: text, iconSize: [0, 0] });
  return L.marker(at, { icon, interactive: false, keyboard: false });
}
