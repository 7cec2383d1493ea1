import { nameIn, useLanguage } from '../../messages/language.ts';
import type { MergedLine } from '../../session/checkout-draft.ts';
import { useGuestMessages } from './use-guest-messages.ts';

/** Tells once what became of a guest's cart. */
export function MergedCart({
  merged,
  isOwed,
}: {
  readonly merged: readonly MergedLine[] | undefined;
  readonly isOwed: boolean;
}) {
  const { language } = useLanguage();
  const t = useGuestMessages();
  if (isOwed)
    return (
      <p className="told" role="status">
        {t.mergeOwed}
      </p>
    );
  if (!merged) return null;
  return (
    <div className="told" role="status">
      <p>{t.merged}</p>
      <ul>
        {merged.map((line) => (
          <li key={`${line.nameJa} ${line.guestQuantity} ${line.after}`}>
            {t.mergedLine[line.outcome](nameIn(language, line) || t.mergeAway, line.after)}
          </li>
        ))}
      </ul>
    </div>
  );
}
