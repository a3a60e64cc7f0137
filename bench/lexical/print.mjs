/** The report of `npm run bench:lexical`, for people. */

const line = (what, { p50, p95, p99, count }) =>
  console.log(`  ${what.padEnd(22)} p50 ${String(p50).padStart(7)}  p95 ${String(p95).padStart(7)}  p99 ${String(p99).padStart(7)} ms  (${count})`); // prettier-ignore

export function print({ size, build, storage, search, facets, suggest, noise, kinds, slowest }) {
  console.log(`\n${size} materials, ${storage.version}, ${storage.words} distinct words`);
  console.log(build ? `  filled in ${build.fillSeconds} s, indexed in ${build.indexSeconds} s, vacuumed and analysed in ${build.tidySeconds} s` : '  built before'); // prettier-ignore
  console.log(`  MB: ${Object.entries(storage.megabytes).map(([name, mb]) => `${name} ${mb}`).join(', ')}`); // prettier-ignore
  line('search', search);
  line('search with facets', facets);
  line('suggest', suggest);
  line('noise (fixed work)', noise);
  for (const { kind, ...rest } of kinds) line(`  ${kind}`, rest);
  console.log('  slowest:');
  for (const { kind, text, ms, facetsMs } of slowest)
    console.log(
      `    ${ms.toFixed(0).padStart(5)} ms, with facets ${facetsMs.toFixed(0).padStart(5)} ms  ${kind}: ${text}`,
    );
}

export function printGrowth(reports) {
  const [first, ...others] = reports;
  for (const report of others) {
    const times = (what, p) => (report[what][p] / first[what][p]).toFixed(1);
    console.log(`\n${first.size} -> ${report.size}: search p50 x${times('search', 'p50')}, p95 x${times('search', 'p95')}; facets p95 x${times('facets', 'p95')}; suggest p95 x${times('suggest', 'p95')}`); // prettier-ignore
  }
}
