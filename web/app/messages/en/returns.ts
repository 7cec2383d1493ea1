import type { ReturnMessages } from '../ja/returns.ts';

export const returnEn = {
  whole: 'Everything of this order goes back.',
  defectOnly: 'Food that does not keep: given back for a defect alone',
  cause: 'Why',
  causes: { defect: 'Something was faulty or broken', choice: 'I changed my mind' },
  reason: 'What happened',
  reasonHint: 'Up to 500 characters: which item, and what is the matter with it.',
  check: 'Check your request',
  next: 'We look at your request and tell you whether we take it back. When we do, what you paid comes back to you.',
  send: 'Send this request',
  write: 'Change it',
} satisfies ReturnMessages;
