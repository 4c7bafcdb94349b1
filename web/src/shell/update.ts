import { useEffect, useState } from 'preact/hooks';

/**
 * Keeps the page's shell for times without a network. A newer version waits until the visitor wants it.
 *
 * @returns what brings the newer version, where there is one
 */
export function useUpdate(): (() => void) | undefined {
  const [waiting, setWaiting] = useState<ServiceWorker>();
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return;
    navigator.serviceWorker.register('/service-worker.js').then(
      (registration) => {
        const offer = () => {
          // The very first one replaces nothing, and so is no update.
          if (registration.waiting !== null && navigator.serviceWorker.controller !== null)
            setWaiting(registration.waiting);
        };
        const follow = () => registration.installing?.addEventListener('statechange', offer);
        offer();
        follow();
        registration.addEventListener('updatefound', follow);
      },
      (error: unknown) => console.info('The page works only with a network here.', error),
    );
  }, []);
  if (waiting === undefined) return undefined;
  return () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    waiting.postMessage('take-over');
  };
}

/** Whether the browser has a network. */
export function useOnline(): boolean {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    for (const name of ['online', 'offline']) addEventListener(name, look);
    return () => {
      for (const name of ['online', 'offline']) removeEventListener(name, look);
    };
  }, []);
  return isOnline;
}
