import { memoryTexts } from './remembered-texts.ts';
import { textsContract } from './testing/texts.contract.ts';

textsContract('in the process', async (room) => {
  const texts = memoryTexts(room);
  return { texts, reader: texts };
});
