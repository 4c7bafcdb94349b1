import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: string | undefined;
  /** What is wrong with what is in it. */
  readonly fault?: string | undefined;
  readonly onValue?: (value: string) => void;
  readonly inputMode?: 'text' | 'tel';
  readonly pattern?: string | undefined;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly autocomplete?: 'name' | 'tel' | 'off';
}

/** A line of text with its label, its hint, and what is wrong with it. */
export function Field({
  label,
  value,
  hint,
  fault,
  onValue,
  inputMode = 'text',
  pattern,
  required = false,
  readOnly = false,
  autocomplete = 'off',
}: FieldProps) {
  const id = useId();
  const described = [hint !== undefined ? `${id}-hint` : '', fault !== undefined ? `${id}-fault` : ''].join(' ').trim();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        type="text"
        inputMode={inputMode}
        pattern={pattern}
        required={required}
        readOnly={readOnly}
        autocomplete={autocomplete}
        id={id}
        value={value}
        aria-describedby={described || undefined}
        aria-invalid={fault !== undefined}
        onInput={(event) => onValue?.(event.currentTarget.value)}
      />
      {hint !== undefined && (
        <p class="small" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, text: string])[];
  readonly onValue: (value: Value) => void;
  readonly class?: string;
}

/** One of a few. */
export function Choice<Value extends string>({
  label,
  value,
  options,
  onValue,
  class: extra = '',
}: ChoiceProps<Value>) {
  const id = useId();
  const choose = (text: string) => {
    const chosen = options.find(([each]) => each === text);
    if (chosen !== undefined) onValue(chosen[0]);
  };
  return (
    <div class={`field ${extra}`}>
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {options.map(([each, text]) => (
          <option key={each} value={each} selected={each === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Pairs of a word and what it is here. */
export function Facts({ facts }: { readonly facts: readonly (readonly [term: string, what: ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts.map(([term, what]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
