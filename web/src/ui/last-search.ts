import { signal } from '@preact/signals';

/** Address of the last search, for "back to the results" from wherever one went. */
export const lastSearch = signal('/');
