import { useId, useRef, useState } from 'preact/hooks';
import type { Location } from '../api/client.ts';
import { Icon } from '../parts/icon.tsx';
import { useApp } from '../shell/app.ts';
import { citiesLike } from './cities.ts';
import { parseCoordinates } from './coordinates.ts';
import { placeName } from './place-name.ts';

interface PlaceFieldProps {
  readonly label: string;
  readonly value: Location | undefined;
  readonly onValue: (location: Location | undefined) => void;
  /** It is the one that a tap on the map is for now. */
  readonly onFocus?: () => void;
}

interface Match {
  readonly text: string;
  readonly location: Location;
}

/** A place by a city's name or by typed coordinates: a combobox as ARIA describes it. */
export function PlaceField({ label, value, onValue, onFocus }: PlaceFieldProps) {
  const { words, format, language } = useApp();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(0);

  const matches: readonly Match[] = typed === undefined ? [] : matchesOf(typed);
  const isOpen = matches.length > 0;
  const isNothing = typed !== undefined && typed.trim().length > 1 && !isOpen;

  function matchesOf(text: string): Match[] {
    const location = parseCoordinates(text);
    if (location !== undefined) return [{ text: format.coordinates(location), location }];
    return citiesLike(text).map((city) => ({ text: city.name[language], location: city.location }));
  }

  function choose(match: Match | undefined): void {
    if (match === undefined) return;
    setTyped(undefined);
    onValue(match.location);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') setTyped(undefined);
    if (!isOpen) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setActive((active + step + matches.length) % matches.length);
    if (event.key === 'Enter') choose(matches[active]);
    if (step !== 0 || event.key === 'Enter') event.preventDefault();
  }

  function clear(): void {
    setTyped(undefined);
    onValue(undefined);
    input.current?.focus();
  }

  const shown = typed ?? (value === undefined ? '' : placeName(value, words, format, language));
  return (
    <div class="field place">
      <label for={id}>{label}</label>
      <div class="place-line">
        <input
          ref={input}
          id={id}
          type="text"
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          placeholder={words.place.hint}
          value={shown}
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isOpen ? `${id}-${active}` : undefined}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          onFocus={() => {
            onFocus?.();
            input.current?.select();
          }}
          onBlur={() => setTyped(undefined)}
        />
        {value !== undefined && (
          <button type="button" class="button-bare" aria-label={`${words.place.clear}: ${label}`} onClick={clear}>
            <Icon name="close" />
          </button>
        )}
      </div>
      <div class="matches" role="listbox" id={`${id}-list`} aria-label={label} hidden={!isOpen}>
        {matches.map((match, index) => (
          // The input keeps the focus: a press chooses before the input would lose it.
          <div
            key={match.text}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onPointerDown={(event) => {
              event.preventDefault();
              choose(match);
            }}
          >
            {match.text}
          </div>
        ))}
      </div>
      <p class={isNothing ? 'small' : 'unseen'} role="status">
        {isNothing ? words.place.none : isOpen ? words.place.matches(matches.length) : ''}
      </p>
    </div>
  );
}
