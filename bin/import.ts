import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Import } from '../lambda/schemas/imports.ts';
import { type ApiAccess, findApi } from './api-access.ts';
import { lookAt, uploadFile } from './import/fleet-file.ts';
import { announce, look } from './import/imports-api.ts';
import { clearProgress, showProgress } from './progress-bar.ts';

// Imports a fleet file, and shows how it goes:
//   npm run import -- samples/seoul.csv                             into the local run of this folder
//   npm run import -- FILE --url https://... --token OPERATOR_TOKEN
//   npm run import -- --follow IMPORT_ID                            of an import that was announced before
// Exits with 1 where it failed or a row did.

/** Milliseconds between two looks at an import. */
const interval = 500;

const usage = `npm run import -- FILE [--url URL --token OPERATOR_TOKEN]
npm run import -- --follow IMPORT_ID [--url URL --token OPERATOR_TOKEN]
Without --url the local run of this folder is meant: start it with npm start.
`;

const { values, positionals } = readArguments();
const api = findApi(values);
const [path, ...others] = positionals;
if (api === undefined || others.length > 0 || (path === undefined) === (values.follow === undefined)) stop(2, usage);

try {
  if (path !== undefined) await importFile(api, path);
  else if (values.follow !== undefined) await follow(api, values.follow, undefined);
} catch (error) {
  clearProgress();
  stop(1, `${error instanceof Error ? error.message : error}\n`);
}

async function importFile(api: ApiAccess, path: string): Promise<void> {
  const file = await lookAt(path);
  const { importId, upload } = await announce(api, { format: file.format, size: file.size });
  onInterrupt('The upload is broken off: nothing is imported. Import the file again.');
  const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000);
  const rows = await uploadFile(file, upload, (sent) =>
    showProgress(megabytes(sent), megabytes(file.size), 'MB uploaded'),
  );
  await follow(api, importId, rows);
}

/** Shows an import until its end. @param total its rows, about, where that is known */
async function follow(api: ApiAccess, importId: string, total: number | undefined): Promise<void> {
  onInterrupt(`The import goes on. To look at it again: npm run import -- --follow ${importId}`);
  let found = await look(api, importId);
  while (found.status === 'awaitingUpload' || found.status === 'running') {
    showProgress(found.rows.read, Math.max(total ?? 0, found.rows.read), 'rows');
    await pause(interval);
    found = await look(api, importId);
  }
  clearProgress();
  process.stdout.write(describe(found));
  process.exit(found.status === 'completed' && found.rows.failed === 0 ? 0 : 1);
}

function describe({ status, reason, rows, failures, reportUrl }: Import): string {
  const lines = [
    ...failures.map(({ line, detail }) => `line ${line}: ${detail}`),
    ...(rows.failed > failures.length && reportUrl !== undefined
      ? [`${rows.failed - failures.length} more are in the report (for 15 minutes at this address): ${reportUrl}`]
      : []),
    ...(status === 'failed' ? [`The import failed: ${reason}`] : []),
    `Imported ${rows.imported} of ${rows.read} rows${rows.failed > 0 ? `; ${rows.failed} failed` : ''}.`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Says this, from now on, when Ctrl-C ends the command. */
function onInterrupt(text: string): void {
  process.removeAllListeners('SIGINT').once('SIGINT', () => {
    clearProgress();
    stop(130, `${text}\n`);
  });
}

function readArguments() {
  const options = { url: { type: 'string' }, token: { type: 'string' }, follow: { type: 'string' } } as const;
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    stop(2, `${error instanceof Error ? error.message : error}\n${usage}`);
  }
}

function stop(code: number, text: string): never {
  process.stderr.write(text);
  process.exit(code);
}
