import { useEffect, useRef, useState } from 'preact/hooks';
import type { Location } from '../api/client.ts';
import { cities } from '../places/cities.ts';
import { useApp } from '../shell/app.ts';
import { navigate } from '../shell/navigation.tsx';
import type { Mark, OpenMap } from './marks.ts';

interface LiveMapProps {
  readonly marks: readonly Mark[];
  /** The map moves to show all marks whenever this changes. */
  readonly fit: string;
  readonly onPick?: (location: Location) => void;
}

/** The map: fetched when it is first shown, and drawn by Leaflet. All that it shows stands in words beside it too. */
export function LiveMap({ marks, fit, onPick }: LiveMapProps) {
  const { words, language, config } = useApp();
  const element = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<OpenMap>();
  const [hasFailed, setFailed] = useState(false);
  const pick = useRef(onPick);
  pick.current = onPick;
  const fitted = useRef<string | undefined>(undefined);

  useEffect(() => {
    let isGone = false;
    let opened: OpenMap | undefined;
    import('./leaflet-map.ts').then(
      ({ openMap }) => {
        if (isGone || element.current === null) return;
        opened = openMap(element.current, {
          words: words.map,
          places: cities.map(({ name, location }) => ({ name: name[language], location })),
          tileUrl: config.tileUrl,
          tileAttribution: config.tileAttribution,
          onPick: (location) => pick.current?.(location),
          onOpen: navigate,
        });
        fitted.current = undefined;
        setMap(opened);
      },
      (error: unknown) => {
        console.info('The map was not fetched.', error);
        setFailed(true);
      },
    );
    return () => {
      isGone = true;
      opened?.close();
    };
  }, [words, language, config]);

  useEffect(() => {
    if (map === undefined) return;
    map.show(marks, fitted.current !== fit);
    fitted.current = fit;
  }, [map, marks, fit]);

  if (hasFailed) return <p class="map map-failed">{words.map.failed}</p>;
  return <div class="map" ref={element} />;
}
