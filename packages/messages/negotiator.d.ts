/** Of the package's interface, what is used here: it comes without types. */
declare module 'negotiator' {
  export class Negotiator {
    constructor(request: { readonly headers: { readonly 'accept-language': string } });
    /** @returns the best of these, or undefined when none of them is wanted */
    language(available: readonly string[]): string | undefined;
  }
}
