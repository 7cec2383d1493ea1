import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useLoaderData,
} from 'react-router';
import { MyAccount } from '../../../generated/operations/my-account.ts';
import { UpdateProfile } from '../../../generated/operations/update-profile.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { FormField } from '../../parts/form/field.tsx';
import { refused } from '../../parts/form/refused.ts';
import { Told } from '../../parts/form/told.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { signedIn } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import { useAccountMessages } from '../account/use-account-messages.ts';

export async function loader({ context, params }: LoaderFunctionArgs) {
  await signedIn(context.get(visitor), languageOf(params), '/account');
  const { me } = await context.get(graphOfVisit).ask(MyAccount, {});
  if (!me) throw data(null, { status: 503 });
  const { name, nameKana, phone, version } = me;
  return { name, nameKana, phone, version };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  await signedIn(context.get(visitor), language, '/account');
  const form = await request.formData();
  const text = (field: string) => String(form.get(field) ?? '');
  const { updateProfile } = await context.get(graphOfVisit).ask(UpdateProfile, {
    input: {
      expectedVersion: Number(form.get('version')),
      name: text('name'),
      nameKana: text('nameKana'),
      phone: text('phone'),
    },
  });
  if (updateProfile.__typename !== 'UpdateProfileSuccess') return refused(language, updateProfile, form);
  return redirect(`/${language}/account?done=saved`, 303);
}

export default function Profile() {
  const me = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useAccountMessages();
  return (
    <>
      <PrivateHead title={t.profile} />
      <h1>{t.profile}</h1>
      <Told done={{ saved: t.saved }} />
      <Form method="post" className="form" key={me.version}>
        <input type="hidden" name="version" value={me.version} />
        <FormField
          name="name"
          label={t.name}
          autoComplete="name"
          required
          maxLength={100}
          defaultValue={me.name}
        />
        <FormField
          name="nameKana"
          label={t.nameKana}
          hint={t.nameKanaHelp}
          maxLength={100}
          defaultValue={me.nameKana}
        />
        <FormField
          name="phone"
          label={t.phone}
          type="tel"
          inputMode="numeric"
          autoComplete="tel"
          defaultValue={me.phone}
        />
        <button type="submit" className="button">
          {t.save}
        </button>
      </Form>
      <p>
        <Link to={`/${language}/orders`}>{t.orders}</Link>
      </p>
    </>
  );
}
