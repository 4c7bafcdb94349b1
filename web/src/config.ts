/** What a stage tells its page. Nothing of it is built into the page: one build serves every stage. */
export interface Config {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** Whose tokens the API takes: `{issuer}/.well-known/openid-configuration` describes how to sign in. */
  readonly issuer: string;
  readonly clientId: string;
  /** Cognito's `/logout`, which ends the session there; without one only the page forgets who signed in. */
  readonly signOutUrl?: string;
  /** Where the map's tiles are, as Leaflet writes it: `https://tiles.example/{z}/{x}/{y}.png`. None: outlines alone. */
  readonly tileUrl?: string;
  /** Who made the tiles, to be named on the map. */
  readonly tileAttribution?: string;
}

/**
 * Reads the page's settings from the place that it came from.
 *
 * @throws Error where they are missing or incomplete, or the network is
 */
export async function readConfig(): Promise<Config> {
  const response = await fetch('/config.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`/config.json answered ${response.status}`);
  return parseConfig(await response.json());
}

/** @throws Error that names the setting that is missing or no text */
export function parseConfig(content: unknown): Config {
  const settings: ReadonlyMap<string, unknown> = new Map(
    typeof content === 'object' && content !== null ? Object.entries(content) : [],
  );
  const text = (name: string): string | undefined => {
    const value = settings.get(name);
    if (value !== undefined && typeof value !== 'string') throw new Error(`/config.json: ${name} is no text`);
    return value === '' ? undefined : value;
  };
  const needed = (name: string): string => {
    const value = text(name);
    if (value === undefined) throw new Error(`/config.json lacks ${name}`);
    return value;
  };
  const signOutUrl = text('signOutUrl');
  const tileUrl = text('tileUrl');
  const tileAttribution = text('tileAttribution');
  return {
    apiUrl: needed('apiUrl').replace(/\/$/, ''),
    issuer: needed('issuer'),
    clientId: needed('clientId'),
    ...(signOutUrl !== undefined && { signOutUrl }),
    ...(tileUrl !== undefined && { tileUrl }),
    ...(tileAttribution !== undefined && { tileAttribution }),
  };
}
