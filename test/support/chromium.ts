import { existsSync } from 'node:fs';

/** The browser's program. @throws Error that says what to install, where there is none */
export function findChromium(): string {
  const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = places.find((place) => place !== undefined && existsSync(place));
  if (found !== undefined) return found;
  throw new Error(
    'No browser to look at the page in: install Chromium (Debian, Ubuntu: apt-get install chromium), or name one in CHROMIUM.',
  );
}
