import type { InputHTMLAttributes, ReactNode, TextareaHTMLAttributes } from 'react';
import { useRefusal } from './told.tsx';

interface AboutField {
  readonly label: ReactNode;
  /** What may be entered, below the field. */
  readonly hint?: ReactNode;
}

type InputProps = InputHTMLAttributes<HTMLInputElement>;
type AreaProps = TextareaHTMLAttributes<HTMLTextAreaElement>;

/** A field of a form, by the name that the graph has for it too: with what was typed, and what is wrong with it. */
export function FormField({ name, ...rest }: AboutField & InputProps & { readonly name: string }) {
  return <Field id={name} name={name} {...rest} {...useOutcome(name, rest.defaultValue)} />;
}

export function FormArea({ name, label, hint, ...rest }: AboutField & AreaProps & { readonly name: string }) {
  const { wrong, defaultValue } = useOutcome(name, rest.defaultValue);
  return (
    <Around id={name} label={label} hint={hint} wrong={wrong}>
      <textarea
        id={name}
        name={name}
        {...rest}
        defaultValue={defaultValue}
        {...markedBy({ id: name, hint, wrong })}
      />
    </Around>
  );
}

/** The same for what a script keeps. @param wrong what is wrong with it */
export function Field({
  label,
  hint,
  wrong,
  ...input
}: AboutField & InputProps & { readonly id: string; readonly wrong?: string | undefined }) {
  return (
    <Around id={input.id} label={label} hint={hint} wrong={wrong}>
      <input {...input} {...markedBy({ id: input.id, hint, wrong })} />
    </Around>
  );
}

function Around({
  id,
  label,
  hint,
  wrong,
  children,
}: AboutField & { readonly id: string; readonly wrong: string | undefined; readonly children: ReactNode }) {
  return (
    <>
      <label htmlFor={id}>{label}</label>
      {wrong && (
        <p className="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
      {children}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </>
  );
}

/** Readers of the page hear with a field what is wrong, then what may be entered. */
function markedBy({
  id,
  hint,
  wrong,
}: {
  readonly id: string;
  readonly hint: ReactNode;
  readonly wrong: string | undefined;
}) {
  const described = [wrong && `${id}-wrong`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return { 'aria-invalid': wrong ? true : undefined, 'aria-describedby': described || undefined };
}

function useOutcome(name: string, known: InputProps['defaultValue']) {
  const refusal = useRefusal();
  return {
    wrong: refusal?.wrong?.find(({ field }) => field === name)?.says,
    defaultValue: refusal?.typed?.[name] ?? known,
  };
}
