import { useLanguage } from '../messages/language.ts';

/** Stands for a part of a page whose domain is away. */
export function AwayPart() {
  const { t } = useLanguage();
  return <p className="empty">{t.awayPart}</p>;
}
