import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';
import type { Language } from './language.ts';

/** A page as it is sent. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
}

export interface PageContent {
  readonly language: Language;
  readonly title: string;
  readonly body: Html;
  /** Where a link to the same page in the other language leads, and what it says; none on pages that nobody can ask for again. */
  readonly otherLanguage?: { readonly href: string; readonly language: Language; readonly text: string };
  /** The origins or schemes beyond this server that a form leads to at last: browsers hold `form-action` for redirects too. */
  readonly formTargets?: readonly string[];
}

const style = `
:root{color-scheme:light dark;--ground:#f4f3f8;--card:#fff;--ink:#1d1a26;--quiet:#5b5668;--line:#8a8499;--accent:#6b2fb3;--on-accent:#fff;--wrong:#a3123a}
@media(prefers-color-scheme:dark){:root{--ground:#16131d;--card:#221e2c;--ink:#f1eef7;--quiet:#bbb4c9;--line:#8f87a1;--accent:#c9a2ff;--on-accent:#1d1a26;--wrong:#ff9db0}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-width:26rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.5rem;margin:.5rem 0 1rem}h2{font-size:1rem;margin:0 0 .5rem}
form,section{background:var(--card);padding:1rem;border-radius:.75rem;margin:0 0 1rem}section form{padding:0;margin:.5rem 0 0}
label{display:block;font-weight:600;margin:.75rem 0 .25rem}
input{width:100%;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.5rem;padding:.6rem .75rem;min-height:2.75rem}
button{width:100%;font:inherit;font-weight:600;cursor:pointer;min-height:2.75rem;padding:.5rem 1rem;margin-top:1rem;border-radius:.5rem;border:1px solid var(--accent);background:var(--accent);color:var(--on-accent)}
section button,button.second{background:transparent;color:var(--accent)}section button{margin-top:0}
a{color:var(--accent)}p a{display:inline-block;padding:.4rem .8rem .4rem 0}
.wrong{color:var(--wrong);font-weight:600;border-left:.25rem solid;padding-left:.75rem}.wrong ul{margin:0;padding-left:1.2rem;font-weight:400}
.hint{color:var(--quiet);margin:.25rem 0 0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** A whole page. It needs no script, and its policy lets none run. */
export function layout(content: PageContent, status = 200): Page {
  const { language, title, body, otherLanguage, formTargets = [] } = content;
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    // The empty icon, without which browsers ask for one.
    'img-src data:',
    `form-action 'self' ${formTargets.join(' ')}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  const switcher = otherLanguage
    ? html`<p><a href="${otherLanguage.href}" lang="${otherLanguage.language}" hreflang="${otherLanguage.language}">${otherLanguage.text}</a></p>`
    : '';
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
${switcher}
</main>
</body>
</html>
`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'content-security-policy': policy.join('; '),
      'cache-control': 'no-store',
      // Not `no-referrer`: browsers then send no origin with a form, which is how a form of another site is told.
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
    html: page.text,
  };
}
