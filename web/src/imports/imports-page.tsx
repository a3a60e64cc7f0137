import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { t } from '../i18n/index.ts';
import { may } from '../session/session.ts';
import { Failure } from '../ui/failure.tsx';
import { useTitle } from '../ui/title.ts';
import { History } from './history.tsx';
import { ImportView } from './import-view.tsx';
import { UploadForm } from './upload-form.tsx';
import { add, dismiss, uploads, type Upload } from './uploads.ts';

/** Price lists: check first, import, watch, take back; and what was imported before. */
export function ImportsPage(): JSX.Element {
  const opened = new URLSearchParams(useSearch()).get('id');
  const [, navigate] = useLocation();
  const [turn, setTurn] = useState(0);
  const refresh = (): void => setTurn((n) => n + 1);
  useTitle(t('nav.imports'));
  const own = uploads.value.some(({ importId }) => importId === opened);
  return (
    <>
      <h1>{t('imports.title')}</h1>
      {may('editor') && (
        <UploadForm
          onFiles={(files, options) => {
            navigate('/imports');
            void add(files, options);
          }}
        />
      )}
      {uploads.value.map((upload) => (
        <Sent key={upload.key} upload={upload} onChanged={refresh} />
      ))}
      {opened && !own && (
        <ImportView key={opened} id={opened} onChanged={refresh} onClose={() => navigate('/imports')} />
      )}
      <History turn={turn} />
    </>
  );
}

/** A file of this visit. */
function Sent({ upload, onChanged }: { upload: Upload; onChanged: () => void }): JSX.Element {
  const { importId, file, busy, error } = upload;
  if (importId)
    return (
      <ImportView
        key={importId}
        id={importId}
        upload={upload}
        onChanged={onChanged}
        onClose={() => dismiss(upload)}
      />
    );
  return (
    <section class="card import" aria-label={file.name}>
      <h2>{file.name}</h2>
      {busy && (
        <p role="status" class="quiet">
          {t('upload.sending')}
        </p>
      )}
      {error ? <Failure error={error} /> : null}
      {!busy && (
        <button type="button" onClick={() => dismiss(upload)}>
          {t('action.close')}
        </button>
      )}
    </section>
  );
}
