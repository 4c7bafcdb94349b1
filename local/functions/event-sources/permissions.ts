import { type Access, AccessDenied, type Actor } from '../../endpoint/access.ts';

/** How long a source waits that it may not read, in milliseconds, unless the template changes before. */
export const deniedPause = 1_000;

/** What a mapping must be allowed to do with its source, and whether it is. */
export class Permissions {
  readonly #access: Access;
  readonly #actor: Actor;
  readonly #actions: readonly string[];
  readonly #resource: string;
  readonly #onDenied: (reason: string) => void;
  #said: string | undefined;

  /** @param onDenied told why, in AWS's words, when it begins to be denied and whenever the reason changes */
  constructor(
    access: Access,
    actor: Actor,
    needed: { readonly actions: readonly string[]; readonly resource: string },
    onDenied: (reason: string) => void,
  ) {
    this.#access = access;
    this.#actor = actor;
    this.#actions = needed.actions;
    this.#resource = needed.resource;
    this.#onDenied = onDenied;
  }

  /** Asks the policies as they are now. */
  areGiven(): boolean {
    const denials = this.#actions.flatMap((action) => this.#denial(action));
    const [first, ...others] = denials;
    // A role that may not be taken is one denial, whatever it is needed for.
    const also = others.flatMap(({ action }) => (action === first?.action ? [] : [action])).join(', ');
    const reason = first && (also === '' ? first.message : `${first.message} (nor ${also})`);
    if (reason !== undefined && reason !== this.#said) this.#onDenied(reason);
    this.#said = reason;
    return reason === undefined;
  }

  #denial(action: string): AccessDenied[] {
    try {
      this.#access.check(this.#actor, { action, resource: this.#resource });
      return [];
    } catch (error) {
      if (error instanceof AccessDenied) return [error];
      throw error;
    }
  }
}
