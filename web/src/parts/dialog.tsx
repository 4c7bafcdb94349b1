import { useEffect, useId, useRef } from 'preact/hooks';

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Asks before something that cannot be taken back. The browser keeps the focus inside, and Escape is no. */
export function Confirm({ title, text, yes, no, onYes, onNo }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onClose={onNo}>
      <h2 id={id}>{title}</h2>
      <p>{text}</p>
      <div class="row row-end">
        <button type="button" class="button" onClick={onNo}>
          {no}
        </button>
        <button type="button" class="button button-danger" onClick={onYes}>
          {yes}
        </button>
      </div>
    </dialog>
  );
}
