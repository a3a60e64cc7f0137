import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../i18n/index.ts';

/** The browser's own modal dialog: it keeps the focus inside, Esc closes it, and the focus goes back to where it was. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

/** Asks before something that cannot be taken back. */
export function Confirm({
  title,
  text,
  action,
  onYes,
  onClose,
}: {
  title: string;
  text: string;
  action: string;
  onYes: () => void;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <p class="actions">
        <button
          type="button"
          class="primary"
          onClick={() => {
            onYes();
            onClose();
          }}
        >
          {action}
        </button>
        <button type="button" onClick={onClose}>
          {t('action.cancel')}
        </button>
      </p>
    </Dialog>
  );
}
