import { Form, type LoaderFunctionArgs } from 'react-router';
import { useAccountMessages } from '../account/use-account-messages.ts';

/** Opening the link spends nothing: programs that look through mails open links too. */
export function tokenOfLink({ request }: LoaderFunctionArgs) {
  return { token: new URL(request.url).searchParams.get('token') ?? '' };
}

export async function sentToken(request: Request): Promise<string> {
  return String((await request.formData()).get('token') ?? '');
}

/** The button that spends a link, or what is said to whoever came without one. */
export function LinkForm({
  token,
  says,
  does,
}: {
  readonly token: string;
  readonly says: string;
  readonly does: string;
}) {
  const t = useAccountMessages();
  if (!token) return <p className="alert">{t.linkMissing}</p>;
  return (
    <>
      <p>{says}</p>
      <Form method="post">
        <input type="hidden" name="token" value={token} />
        <button type="submit" className="button">
          {does}
        </button>
      </Form>
    </>
  );
}
