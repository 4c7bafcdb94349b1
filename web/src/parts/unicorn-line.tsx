import type { ComponentChildren } from 'preact';
import type { Ride } from '../api/client.ts';
import { useApp } from '../shell/app.ts';
import { coatClass } from './coat.ts';
import { Icon } from './icon.tsx';

interface UnicornLineProps {
  readonly unicorn: Pick<Ride['unicorn'], 'name' | 'color' | 'gender'>;
  /** What stands under its name, in place of what it looks like. */
  readonly note?: string | undefined;
  readonly children?: ComponentChildren;
}

/** A unicorn as people see it in a list: in its colour, with its name, and what else there is to say. */
export function UnicornLine({ unicorn, note, children }: UnicornLineProps) {
  const { words } = useApp();
  return (
    <div class="unicorn">
      <span class={`badge ${coatClass(unicorn.color)}`}>
        <Icon name="unicorn" />
      </span>
      <span class="unicorn-words">
        {/* Names run in whatever direction they are written in, and leave the rest of the line alone. */}
        <bdi class="unicorn-name">{unicorn.name}</bdi>
        <span class="small">
          <bdi>{note ?? words.unicorn.about(unicorn.color, words.unicorn.gender[unicorn.gender])}</bdi>
        </span>
      </span>
      {children !== undefined && <span class="unicorn-side">{children}</span>}
    </div>
  );
}
