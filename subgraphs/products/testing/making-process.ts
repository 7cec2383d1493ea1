import { memoryCache } from '@depachika/cache/memory-cache.ts';
import { adjustableClock } from '@depachika/clock/clock.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { armedCrashPoint } from '@depachika/fault-injection/crash-points.ts';
import { diskStorage } from '@depachika/object-storage/disk-storage.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { makeDuePicture } from '../pictures/making/make-pictures.ts';

/** Makes the due picture on its own, for tests that kill it: `<database url> <folder> <now> <crash point> <which time>`. */
const [url, folder, now, armed, nth] = process.argv.slice(2);
const clock = adjustableClock({ frozenAt: new Date(now!) });
await makeDuePicture({
  database: openDatabase({ url: url!, service: 'making process' }),
  cache: memoryCache({ clock, prefix: 'products' }),
  storage: diskStorage(folder!),
  clock,
  logger: silent,
  crashPoints: armedCrashPoint(armed!, Number(nth)),
});
