import { Points } from './points.tsx';

export function InfoPart({ title, body }: { readonly title: string; readonly body: readonly string[] }) {
  return (
    <section>
      <h2>{title}</h2>
      {body.length === 1 ? <p>{body[0]}</p> : <Points texts={body} />}
    </section>
  );
}
