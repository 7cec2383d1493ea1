import { useActionData, useSearchParams } from 'react-router';

/** What a form of this page came to: why it was refused, or that it was done. */
export interface Refusal {
  readonly refused: string;
  /** The field at fault, whose input points here. */
  readonly field?: string | undefined;
}

/** @param done words by the name under which a form's answer leads back to the page: `?done=<name>` */
export function Told({ done = {} }: { readonly done?: Readonly<Record<string, string>> }) {
  const refusal = useRefusal();
  const [search] = useSearchParams();
  const name = search.get('done');
  const text = name !== null && Object.hasOwn(done, name) ? done[name] : undefined;
  if (refusal)
    return (
      <p className="alert" role="alert" id="told">
        {refusal.refused}
      </p>
    );
  if (!text) return null;
  return (
    <p className="told" role="status" id="told">
      {text}
    </p>
  );
}

export function useRefusal(): Refusal | undefined {
  const outcome = useActionData() as Refusal | undefined;
  return outcome && 'refused' in outcome ? outcome : undefined;
}

/** Marks the input at fault. */
export function useWrong(): (field: string) => object {
  const refusal = useRefusal();
  return (field) => (refusal?.field === field ? { 'aria-invalid': true, 'aria-describedby': 'told' } : {});
}
