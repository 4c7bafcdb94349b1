import { createHash } from 'node:crypto';

/** The parts of an OpenAPI document that the page shows. */
interface Document {
  readonly info: { readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body & { readonly description: string }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly schema: object;
}

interface Body {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

const stylesheet = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h2 { margin-top: 2.5rem; border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding-top: 1rem; }
h2, pre, td:last-child, td:last-child code { overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { white-space: pre-wrap; padding: .75rem; background: color-mix(in srgb, currentColor 7%, transparent); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
.who { font-weight: normal; font-size: .8rem; }
nav ul { columns: 16rem; padding-left: 1rem; }
`;

/** What a content security policy says of the page's one style sheet. */
export const stylesheetSource = `sha256-${createHash('sha256').update(stylesheet).digest('base64')}`;

/** An OpenAPI document as one page of HTML that asks for nothing else: no script, no font, no other host. */
export function referencePage({ info, paths, components }: Document): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
  );
  const schemas = Object.entries(components.schemas);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(info.title)}</title>
<style>${stylesheet}</style>
</head>
<body>
<header><h1>${escapeHtml(info.title)}</h1><p>${prose(info.description)}</p><p><a href="openapi.json">OpenAPI document</a></p></header>
<nav aria-label="Operations"><ul>
${operations.map(({ route, operation }) => `<li><a href="#${operation.operationId}"><code>${escapeHtml(route)}</code></a></li>`).join('\n')}
</ul></nav>
<main>
${operations.map(({ route, operation }) => operationSection(route, operation)).join('\n')}
<h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => `<h3 id="schema-${escapeHtml(name)}">${escapeHtml(name)}</h3>${schemaBlock(schema)}`).join('\n')}
</main>
</body>
</html>
`;
}

function operationSection(route: string, operation: Operation): string {
  const who = operation.security.length === 0 ? 'anyone' : 'signed in';
  return `<section id="${operation.operationId}" aria-labelledby="${operation.operationId}-title">
<h2 id="${operation.operationId}-title"><code>${escapeHtml(route)}</code> <span class="who">${who}</span></h2>
<p>${escapeHtml(operation.summary)}. ${prose(operation.description ?? '')}</p>
${parameterTable(operation.parameters ?? [])}
${operation.requestBody ? `<h3>Body</h3>${contentBlock(operation.requestBody)}` : ''}
<h3>Answers</h3>
<table><tbody>
${Object.entries(operation.responses)
  .map(
    ([status, response]) =>
      `<tr><th scope="row">${status}</th><td>${prose(response.description)}${contentBlock(response)}</td></tr>`,
  )
  .join('\n')}
</tbody></table>
</section>`;
}

function parameterTable(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    ({ name, in: place, description = '', required, schema }) =>
      `<tr><th scope="row"><code>${escapeHtml(name)}</code></th><td>${place}${required ? ', required' : ''}</td><td>${prose(description)} <code>${escapeHtml(JSON.stringify(schema))}</code></td></tr>`,
  );
  return `<h3>Parameters</h3><table><tbody>${rows.join('\n')}</tbody></table>`;
}

function contentBlock({ content = {} }: Body): string {
  return Object.entries(content)
    .map(([type, { schema }]) => `<div><code>${escapeHtml(type)}</code> ${schemaBlock(schema)}</div>`)
    .join('');
}

/** A schema by its name, as a link, or whole. */
function schemaBlock(schema: object): string {
  const name = '$ref' in schema ? String(schema.$ref).split('/').at(-1) : undefined;
  if (name !== undefined) return `<a href="#schema-${escapeHtml(name)}">${escapeHtml(name)}</a>`;
  return `<pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre>`;
}

/** Text with `code` in it. */
function prose(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
