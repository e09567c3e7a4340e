/** operationId → what to do with it, and what must come of it. */
export type Operations = Record<string, () => Promise<void>>;
