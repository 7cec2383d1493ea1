/** One step of the README's tour: what a reader pastes, and what the README says comes of it. */
export interface TourStep {
  /** The words in bold before it. */
  readonly title: string;
  readonly commands: string;
  readonly answer?: { readonly kind: 'json' | 'text'; readonly text: string };
}

/** The steps between `## A tour` and the next heading, in order. */
export function tourSteps(readme: string): TourStep[] {
  const tour = readme.split(/^## /m).find((section) => section.startsWith('A tour')) ?? '';
  const parts = [...tour.matchAll(/^\*\*(.+?)\*\*|^```(sh|json|text)\n([\s\S]*?)^```$/gm)];
  const steps: TourStep[] = [];
  let title = 'the shell learns to ask and pick';
  for (const [, words, kind, text] of parts) {
    if (words) title = words.replace(/[.,]$/, '');
    else if (kind === 'sh') steps.push({ title, commands: text! });
    else steps.push({ ...steps.pop()!, answer: { kind: kind as 'json' | 'text', text: text! } });
  }
  return steps;
}

const END_OF_STEP = '--- end of step ---';

/** All steps as one shell session, each followed by a mark. */
export function tourScript(steps: readonly TourStep[]): string {
  return steps.map(({ commands }) => `${commands}\necho '${END_OF_STEP}'\n`).join('');
}

/** What each step printed; of several answers in one step the last, as the README shows. */
export function answersOf(output: string): string[] {
  const printed = output.split(END_OF_STEP).slice(0, -1);
  return printed.map(
    (text) =>
      text
        .trim()
        .split(/\n(?=\{\n)/)
        .at(-1) ?? '',
  );
}

/** Replaces what differs from run to run: ids, instants, numbers of orders. */
export function withoutWhatVaries(text: string): string {
  return text
    .replace(/\b[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}\b/g, '<id>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<instant>')
    .replace(/DP-\d{4}-\d{6}/g, '<order number>')
    .replace(/payment [A-Z_]+/g, 'payment <status>')
    .trim();
}

/** The same with the kind of each value in its place. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shapeOf(part)]));
}
