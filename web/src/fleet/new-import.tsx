import { useId, useState } from 'preact/hooks';
import { dataOf } from '../api/client.ts';
import { Failed } from '../parts/faces.tsx';
import { useApp } from '../shell/app.ts';
import { useAction } from '../shell/load.ts';
import { navigate } from '../shell/navigation.tsx';
import { paths } from '../shell/routes.ts';
import { countLines } from './lines.ts';
import { formatOfFile, mostBytes, send } from './upload.ts';

const header = 'unicornId,name,color,gender,latitude,longitude,status';

/** Chooses a file, and sends it. */
export function NewImport() {
  const { api, words } = useApp();
  const id = useId();
  const [file, setFile] = useState<File>();
  const [share, setShare] = useState<number>();
  const [hasBroken, setBroken] = useState(false);
  const format = formatOfFile(file?.name ?? '');
  const fits = file !== undefined && file.size > 0 && file.size <= mostBytes;
  const fault =
    file === undefined ? undefined : format === undefined ? words.imports.kind : fits ? undefined : words.imports.size;

  const start = useAction(async (chosen: File) => {
    if (format === undefined || !fits) return;
    setBroken(false);
    const { importId, upload } = await dataOf(
      api.POST('/fleet/imports', {
        params: { header: { 'Idempotency-Key': crypto.randomUUID() } },
        body: { format, size: chosen.size },
      }),
    );
    try {
      setShare(0);
      await send(chosen, upload, setShare);
    } catch (error) {
      console.info('The file was not taken.', error);
      setBroken(true);
      return;
    } finally {
      setShare(undefined);
    }
    navigate(paths.import(importId), { state: { lines: await countLines(chosen, format) } });
  });
  return (
    <>
      <h1 tabIndex={-1}>{words.imports.title}</h1>
      <p>{words.imports.text}</p>
      <p class="small">
        {words.imports.csv} <code>{header}</code>
      </p>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (file !== undefined) start.run(file);
        }}
      >
        <div class="field">
          <label for={id}>{words.imports.file}</label>
          <input
            id={id}
            type="file"
            accept=".csv,.ndjson,.jsonl"
            required
            aria-invalid={fault !== undefined}
            aria-describedby={`${id}-fault`}
            onChange={(event) => setFile(event.currentTarget.files?.[0])}
          />
          <p class="fault" id={`${id}-fault`} role="alert">
            {fault ?? ''}
          </p>
        </div>
        {start.failure !== undefined && <Failed failure={start.failure} />}
        {hasBroken && (
          <p class="notice notice-bad" role="alert">
            {words.imports.uploadFailed}
          </p>
        )}
        {share !== undefined && (
          <div>
            <p id={`${id}-bar`}>{words.imports.uploading}</p>
            <progress max={1} value={share} aria-labelledby={`${id}-bar`} />
          </div>
        )}
        <button type="submit" class="button button-main" aria-disabled={start.isBusy || fault !== undefined}>
          {words.imports.start}
        </button>
      </form>
    </>
  );
}
