import type { Location } from '../api/client.ts';

/** Something that a map shows at a place. */
export interface Mark {
  /** The same thing keeps its id: it moves, and is not drawn anew. */
  readonly id: string;
  readonly kind: 'pickup' | 'destination' | 'unicorn';
  readonly location: Location;
  /** Its name, as text: never markup. */
  readonly label: string;
  /** The class of a unicorn's colour. */
  readonly coat?: string;
  /** The address of the page about it. */
  readonly path?: string;
}

/** What a map says in the visitor's language. */
export interface MapWords {
  readonly label: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
}

export interface MapOptions {
  readonly words: MapWords;
  /** The names of cities, to know one's way by. */
  readonly places: readonly { readonly name: string; readonly location: Location }[];
  readonly tileUrl?: string | undefined;
  readonly tileAttribution?: string | undefined;
  /** Someone tapped the map, or pressed Enter over its centre. */
  readonly onPick: (location: Location) => void;
  readonly onOpen: (path: string) => void;
}

/** A map that is drawn. */
export interface OpenMap {
  /** Shows these marks and no others. @param fit whether the map moves so that all can be seen */
  show(marks: readonly Mark[], fit: boolean): void;
  close(): void;
}
