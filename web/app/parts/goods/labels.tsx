import { nameIn, useLanguage } from '../../messages/language.ts';
import styles from './labels.module.css';

export interface ShownLabel {
  readonly nameJa: string;
  readonly nameEn: string;
}

/** The words that stand on a product: 新着, 数量限定. */
export function Labels({ labels }: { readonly labels: readonly ShownLabel[] }) {
  const { language } = useLanguage();
  if (labels.length === 0) return null;
  return (
    <ul className={styles.labels}>
      {labels.map((label) => (
        <li key={label.nameJa}>{nameIn(language, label)}</li>
      ))}
    </ul>
  );
}
