import { Link } from 'react-router';
import { useLanguage } from '../../messages/language.ts';
import { useGuestMessages } from './use-guest-messages.ts';

export default function Erased() {
  const { language, t } = useLanguage();
  const ofGuest = useGuestMessages();
  return (
    <section className="form-page">
      <title>{`${ofGuest.erased} | ${t.shop}`}</title>
      <meta name="robots" content="noindex" />
      <h1>{ofGuest.erased}</h1>
      <p>{ofGuest.erasedBody}</p>
      <p>
        <Link to={`/${language}`}>{t.home}</Link>
      </p>
    </section>
  );
}
