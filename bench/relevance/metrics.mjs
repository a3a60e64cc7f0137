/** Grades from this one on count as found for MRR, recall and success. */
const GOOD = 2;

/**
 * nDCG@10 with gain 2^grade - 1, MRR@10, recall@50 and success@1 of one ranking.
 *
 * @param {readonly string[]} skus best first.
 * @param {ReadonlyMap<string, number>} grades of what answers the query; what is not in it is irrelevant.
 */
export function measureRanking(skus, grades) {
  const found = skus.map((sku) => grades.get(sku) ?? 0);
  const ideal = [...grades.values()].sort((a, b) => b - a);
  const good = ideal.filter((grade) => grade >= GOOD).length;
  const first = found.slice(0, 10).findIndex((grade) => grade >= GOOD);
  return {
    ndcg10: dcg10(found) / dcg10(ideal),
    mrr10: first < 0 ? 0 : 1 / (first + 1),
    recall50: found.slice(0, 50).filter((grade) => grade >= GOOD).length / Math.min(50, good),
    success1: (found[0] ?? 0) >= GOOD ? 1 : 0,
  };
}

function dcg10(grades) {
  return grades.slice(0, 10).reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0);
}

/** Mean of every measure over rows that have the same ones. */
export function meanOf(rows) {
  const names = Object.keys(rows[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0) / rows.length]),
  );
}

/** Value below which the share `p` of the values lies (nearest rank). */
export function percentile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? NaN;
}
