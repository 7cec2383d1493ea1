/** A part of a text, and whether it is what somebody searched for. */
export interface TextPart {
  readonly text: string;
  readonly marked: boolean;
}

/** Parts of one text neither move nor change: their place is all that tells them apart. */
export function MarkedText({ parts }: { readonly parts: readonly TextPart[] }) {
  return parts.map(({ text, marked }, place) =>
    marked ? <mark key={place}>{text}</mark> : <span key={place}>{text}</span>,
  );
}
