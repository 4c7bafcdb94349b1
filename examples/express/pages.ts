import type { Ride } from './api.ts';
import { cities } from './places.ts';
import type { Problem } from './problems.ts';

/** Markup. Only {@link html} makes it, so that text never becomes markup by accident. */
export interface Page {
  readonly text: string;
}

/** Markup with text filled in, escaped. */
function html(parts: TemplateStringsArray, ...values: readonly (string | number | Page | readonly Page[])[]): Page {
  const markup = values.map((value) => {
    if (typeof value !== 'object') return String(value).replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
    return 'text' in value ? value.text : value.map(({ text }) => text).join('');
  });
  return { text: parts.map((part, index) => part + (markup[index] ?? '')).join('') };
}

const nothing = html``;

function page(title: string, ...content: readonly Page[]): Page {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body><main><h1>${title}</h1>
${content}
</main></body></html>
`;
}

/** @param says why the page is shown, where it is not the first thing that somebody sees */
export function signInPage(says?: string): Page {
  return page(
    'Sign in',
    says === undefined ? nothing : html`<p role="alert">${says}</p>`,
    html`<form method="post" action="/sign-in">
<label>Your token <input type="password" name="token" required autocomplete="off"></label>
<button>Sign in</button></form>`,
  );
}

/**
 * The form for a ride. Sent twice, with the same key, it books once.
 *
 * @param problem why it did not work the last time
 */
export function bookingPage({ key, place }: { readonly key: string; readonly place: string }, problem?: Problem): Page {
  return page(
    'Where shall a unicorn fetch you?',
    problem === undefined ? nothing : alert(problem),
    html`<form method="post" action="/rides">
<input type="hidden" name="key" value="${key}">
<label>Place <input name="place" value="${place}" list="cities" required placeholder="Seattle, or 47.61, -122.33"></label>
<datalist id="cities">${Object.keys(cities).map((name) => html`<option>${name}</option>`)}</datalist>
<button>Book</button></form>
<form method="post" action="/sign-out"><button>Sign out</button></form>`,
  );
}

export function ridePage({ rideId, status, unicorn, distance, eta }: Ride): Page {
  return page(
    `Your ride is ${status}`,
    html`<p>${unicorn.name} (${unicorn.color}, ${unicorn.gender}), ${distance} m away when you asked: ${eta} s to you.</p>`,
    status === 'booked'
      ? html`<form method="post" action="/rides/${rideId}/cancel"><button>Cancel</button></form>`
      : nothing,
    html`<p><a href="/">Another ride</a></p>`,
  );
}

export function problemPage(problem: Problem): Page {
  return page('That did not work', alert(problem), html`<p><a href="/">Begin again</a></p>`);
}

function alert({ says, details, requestId }: Problem): Page {
  return html`<div role="alert"><p>${says}</p>
${details.length > 0 ? html`<ul>${details.map((detail) => html`<li>${detail}</li>`)}</ul>` : nothing}
${requestId === undefined ? nothing : html`<p>Request ${requestId}</p>`}</div>`;
}
