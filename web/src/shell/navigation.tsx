import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const moved = 'page:moved';

/** Goes to a path of the page. `state` stays with the address, also over a reload. */
export function navigate(path: string, options: { replace?: boolean; state?: unknown } = {}): void {
  const { replace = false, state = null } = options;
  if (replace) history.replaceState(state, '', path);
  else history.pushState(state, '', path);
  dispatchEvent(new Event(moved));
}

/** The path that is shown, and again whenever it changes. */
export function usePath(): string {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const follow = () => setPath(location.pathname);
    for (const name of ['popstate', moved]) addEventListener(name, follow);
    return () => {
      for (const name of ['popstate', moved]) removeEventListener(name, follow);
    };
  }, []);
  return path;
}

interface LinkProps {
  readonly to: string;
  readonly class?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

/** A link within the page. With a key held it opens as any link does. */
export function Link({ to, current = false, children, class: name }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a href={to} class={name} onClick={follow} aria-current={current ? 'page' : undefined}>
      {children}
    </a>
  );
}
