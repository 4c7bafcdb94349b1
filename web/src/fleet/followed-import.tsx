import { useEffect } from 'preact/hooks';
import { dataOf } from '../api/client.ts';
import type { paths as operations } from '../api/schema.ts';
import { Face, Failed, Loading } from '../parts/faces.tsx';
import { Facts } from '../parts/field.tsx';
import { useApp } from '../shell/app.ts';
import { useLoad } from '../shell/load.ts';
import { Link } from '../shell/navigation.tsx';
import { paths } from '../shell/routes.ts';

type Import = operations['/fleet/imports/{importId}']['get']['responses'][200]['content']['application/json'];

/** Milliseconds between two looks at an import. */
const interval = 1_000;

/** An import, until its end: how far it is, and the rows that were refused. */
export function FollowedImport({ importId }: { readonly importId: string }) {
  const { api, words } = useApp();
  const { value, failure, isLoading, reload } = useLoad(importId, (signal) =>
    dataOf(api.GET('/fleet/imports/{importId}', { params: { path: { importId } }, signal })),
  );
  const goesOn = value?.status === 'awaitingUpload' || value?.status === 'running';
  useEffect(() => {
    if (!goesOn || isLoading) return undefined;
    const timer = setTimeout(reload, interval);
    return () => clearTimeout(timer);
  }, [goesOn, isLoading, reload]);

  return (
    <>
      <h1 tabIndex={-1}>{words.imports.title}</h1>
      {failure?.kind === 'not-found' ? (
        <Face icon="moon" title={words.failures['not-found'][0]} text={words.imports.missing} />
      ) : (
        failure !== undefined && <Failed failure={failure} retry={reload} />
      )}
      {value === undefined && failure === undefined && <Loading />}
      {value !== undefined && <State found={value} total={linesOf(history.state)} />}
      {!goesOn && (
        <Link to={paths.newImport} class="button">
          {words.imports.another}
        </Link>
      )}
    </>
  );
}

function State({ found, total }: { readonly found: Import; readonly total: number | undefined }) {
  const { words, format } = useApp();
  const { status, rows, reason } = found;
  const read = words.imports.rows(format.number(rows.read));
  const isRunning = status === 'awaitingUpload' || status === 'running';
  const known = total === undefined ? {} : { max: Math.max(1, total, rows.read), value: rows.read };
  return (
    <>
      <div class="card">
        <p role="status">
          <span class={`status status-${status}`}>{words.imports.status[status]}</span> {read}
        </p>
        {/* Without the file nobody knows how many rows there are: the bar then only moves. */}
        {isRunning && <progress {...known} aria-label={read} />}
        {reason !== undefined && <p>{reason}</p>}
        <Facts
          facts={[
            [words.imports.imported, format.number(rows.imported)],
            [words.imports.failed, format.number(rows.failed)],
          ]}
        />
      </div>
      <BadRows found={found} />
    </>
  );
}

/** The first hundred, and the way to all of them. What is wrong with a row, the API says in English. */
function BadRows({ found: { failures, reportUrl } }: { readonly found: Import }) {
  const { words, format } = useApp();
  if (failures.length === 0) return null;
  return (
    <section class="card">
      <h2 id="bad">{words.imports.bad}</h2>
      <table aria-labelledby="bad">
        <thead>
          <tr>
            <th scope="col">{words.imports.line}</th>
            <th scope="col">{words.imports.why}</th>
          </tr>
        </thead>
        <tbody>
          {failures.map(({ line, detail }) => (
            <tr key={line}>
              <td>{format.number(line)}</td>
              <td lang="en">{detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {reportUrl !== undefined && (
        <a href={reportUrl} target="_blank" rel="noreferrer">
          {words.imports.report}
        </a>
      )}
    </section>
  );
}

/** About how many rows the file has, as the page before counted them: kept with the address. */
function linesOf(state: unknown): number | undefined {
  if (typeof state !== 'object' || state === null || !('lines' in state)) return undefined;
  return typeof state.lines === 'number' ? state.lines : undefined;
}
