/** One step of the README's tour: what a reader pastes, and what the README says comes of it. */
export interface TourStep {
  readonly commands: string;
  readonly answer?: { readonly kind: 'json' | 'text'; readonly text: string };
}

/** The steps between `## A tour` and the next heading, in order. */
export function tourSteps(readme: string): TourStep[] {
  const tour = readme.split(/^## /m).find((section) => section.startsWith('A tour')) ?? '';
  const blocks = [...tour.matchAll(/^```(sh|json|text)\n([\s\S]*?)^```$/gm)];
  const steps: TourStep[] = [];
  for (const [, kind, text] of blocks) {
    if (kind === 'sh') steps.push({ commands: text! });
    else steps.push({ commands: steps.pop()!.commands, answer: { kind: kind as 'json' | 'text', text: text! } });
  }
  return steps;
}

/** Replaces what differs from run to run: ids, instants, numbers of orders. */
export function withoutWhatVaries(text: string): string {
  return text
    .replace(/\b[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}\b/g, '<id>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<instant>')
    .replace(/DP-\d{4}-\d{6}/g, '<order number>')
    .trim();
}
