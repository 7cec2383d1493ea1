import { useInfoMessages } from '../../messages/info.ts';
import { Breadcrumbs } from '../../parts/breadcrumbs.tsx';
import { PageHead } from '../../parts/head/page-head.tsx';
import styles from './info.module.css';
import { InfoPart } from './info-part.tsx';

export default function Privacy() {
  const { privacy: t } = useInfoMessages();
  return (
    <div className={styles.info}>
      <PageHead title={t.title} description={t.description} />
      <Breadcrumbs path={[]} current={t.title} />
      <h1>{t.title}</h1>
      {t.parts.map((part) => (
        <InfoPart key={part.title} {...part} />
      ))}
    </div>
  );
}
