import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { bootApp, type TestApp } from './support/app.js';

/** A query of the dashboard or of an alert, and where it stands. */
interface Query {
  where: string;
  expression: string;
}

interface Matcher {
  label: string;
  operator: string;
  value: string;
}

interface Selector {
  metric: string;
  matchers: Matcher[];
}

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; runbook_url: string };
}

type Series = Map<string, Record<string, string>[]>;

/** Prometheus adds these itself. */
const OF_PROMETHEUS = ['job', 'instance'];
const METRICS_OF_PROMETHEUS = new Set(['up']);
/** What Grafana puts in; any value will do for reading the query. */
const VARIABLES: Readonly<Record<string, string>> = {
  $job: 'job',
  $instance: '.*',
  $__rate_interval: '5m',
};

const ALERTS = readFileSync('deploy/prometheus/alerts.yml', 'utf8');
const rules = (parse(ALERTS) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);

function dashboardQueries(): Query[] {
  const dir = 'deploy/grafana/dashboards';
  return readdirSync(dir).flatMap((file) => {
    const board = JSON.parse(readFileSync(`${dir}/${file}`, 'utf8')) as {
      panels: { title: string; targets?: { expr: string }[] }[];
    };
    return board.panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({
        where: `${file}, ${title}`,
        expression: expr.replace(/\$\w+/g, (name) => VARIABLES[name] ?? name),
      })),
    );
  });
}

/** Selectors and grouping labels of an expression. @throws when it is not PromQL. */
function read(expression: string): { selectors: Selector[]; groupings: string[] } {
  const selectors: Selector[] = [];
  const groupings: string[] = [];
  const textOf = (node: { from: number; to: number }): string => expression.slice(node.from, node.to);
  parser.parse(expression).iterate({
    enter: (node) => {
      if (node.type.isError) throw new Error(`not PromQL at ${node.from}: ${expression}`);
      if (node.name === 'VectorSelector') selectors.push({ metric: '', matchers: [] });
      const selector = selectors.at(-1);
      if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector' && selector) {
        selector.metric = textOf(node);
      }
      if (node.name === 'UnquotedLabelMatcher' && selector) {
        const [, label = '', operator = '', value = ''] =
          /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/.exec(textOf(node)) ?? [];
        selector.matchers.push({ label, operator, value });
      }
      if (node.name === 'LabelName' && node.node.parent?.name === 'GroupingLabels')
        groupings.push(textOf(node));
    },
  });
  return { selectors, groupings };
}

/** Series of the text exposition, by name of metric. */
function readExposition(text: string): Series {
  const series: Series = new Map();
  for (const line of text.split('\n')) {
    const [, name, labels = ''] = /^([a-z_:][\w:]*)(?:\{(.*)\})? \S+$/i.exec(line) ?? [];
    if (name === undefined) continue;
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
    series.set(name, [
      ...(series.get(name) ?? []),
      Object.fromEntries(pairs.map(([, label, value]) => [label ?? '', value ?? ''])),
    ]);
  }
  return series;
}

function matches(labels: Record<string, string>, { label, operator, value }: Matcher): boolean {
  const actual = labels[label] ?? '';
  const pattern = new RegExp(`^(?:${value})$`);
  if (operator === '=') return actual === value;
  if (operator === '!=') return actual !== value;
  return operator === '=~' ? pattern.test(actual) : !pattern.test(actual);
}

describe('dashboard and alerts', () => {
  let embedded: TestApp;
  let onServers: TestApp;
  /** Both columns of the storage table together: some metrics exist in one of them only. */
  const exposed: Series = new Map();

  beforeAll(async () => {
    embedded = await bootApp({ database: 'embedded' });
    onServers = await bootApp({ database: 'embedded', redis: Boolean(process.env.TEST_REDIS_URL) });
    for (const app of [embedded, onServers]) {
      await app.inject('/api/v1/search?q=цемент');
      await app.inject('/api/v1/search?q=цемент');
      await app.inject('/api/v1/materials/nonsense');
      const { body } = await app.inject('/metrics');
      for (const [name, found] of readExposition(body))
        exposed.set(name, [...(exposed.get(name) ?? []), ...found]);
    }
  }, 120_000);
  afterAll(async () => {
    await embedded.close();
    await onServers.close();
  });

  const queries: Query[] = [
    ...dashboardQueries(),
    ...rules.map(({ alert, expr }) => ({ where: `alert ${alert}`, expression: expr.trim() })),
  ];

  it.each(queries.map((query) => [`${query.where}: ${query.expression}`, query.expression] as const))(
    '%s',
    (_, expression) => {
      const { selectors, groupings } = read(expression);
      expect(selectors.length).toBeGreaterThan(0);
      const known = new Set([...OF_PROMETHEUS]);
      for (const { metric, matchers } of selectors) {
        if (METRICS_OF_PROMETHEUS.has(metric)) continue;
        const series = exposed.get(metric);
        expect({ metric, exposed: series !== undefined }).toEqual({ metric, exposed: true });
        for (const label of (series ?? []).flatMap((labels) => Object.keys(labels))) known.add(label);
        const own = matchers.filter(({ label }) => !OF_PROMETHEUS.includes(label));
        for (const { label } of own) expect([...known]).toContain(label);
        // No program has server errors to show when all is well; every other value must be one that is exposed.
        const values = own.filter(({ label }) => label !== 'status');
        expect(series?.some((labels) => values.every((matcher) => matches(labels, matcher)))).toBe(true);
      }
      for (const label of groupings) expect([...known]).toContain(label);
    },
  );

  it('every alert links to a part of the runbook that exists', () => {
    const runbook = readFileSync('docs/operations.md', 'utf8');
    for (const { alert, annotations, labels } of rules) {
      const [file, anchor] = annotations.runbook_url.split('#');
      expect({ alert, file }).toEqual({ alert, file: 'docs/operations.md' });
      expect({ alert, found: runbook.includes(`<a id="${anchor}"></a>`) }).toEqual({ alert, found: true });
      expect(['page', 'ticket']).toContain(labels.severity);
    }
  });

  it('would notice a metric, a label or a value that is not there', () => {
    expect(read('sum by (route) (rate(catalogue_nothing_total{a="b"}[5m])) > 1')).toEqual({
      selectors: [
        { metric: 'catalogue_nothing_total', matchers: [{ label: 'a', operator: '=', value: 'b' }] },
      ],
      groupings: ['route'],
    });
    expect(() => read('sum(rate(')).toThrow('not PromQL');
  });
});
