import { PrivateHead } from '../../parts/head/page-head.tsx';

/** A page that a mail leads to: its address holds a secret, which no other site is told. */
export function LinkHead({ title }: { readonly title: string }) {
  return (
    <>
      <PrivateHead title={title} />
      <meta name="referrer" content="no-referrer" />
      <h1>{title}</h1>
    </>
  );
}
