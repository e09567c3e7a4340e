/** Generated executions of Process that this run tries: `npm run test:generated` sets more. */
export const EXECUTIONS = Number(process.env.AIHUB_EXECUTIONS ?? 10_000);

/** @returns how many cases of another kind this run tries, where `npm test` tries `count` */
export const generated = (count: number) => Math.ceil((count * EXECUTIONS) / 10_000);
