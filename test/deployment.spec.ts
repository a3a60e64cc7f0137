import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Job } from 'kubernetes-models/batch/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Namespace, Service, ServiceAccount } from 'kubernetes-models/v1';
import { parse } from 'yaml';

const ROOT = 'deploy/kubernetes';
const PATCHES = ['overlays/production/networkpolicy.yaml'];

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec?: Record<string, unknown>;
}
interface Container {
  name: string;
  resources?: { requests?: object; limits?: { memory?: string } };
  securityContext?: object;
  volumeMounts?: { name: string }[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
}
interface Probe {
  httpGet: { path: string };
}
interface PodSpec {
  serviceAccountName: string;
  automountServiceAccountToken: boolean;
  terminationGracePeriodSeconds: number;
  securityContext: object;
  initContainers?: Container[];
  containers: Container[];
  volumes: { name: string }[];
}
interface Kustomization {
  resources: string[];
  patches?: { path: string }[];
  configMapGenerator?: { envs?: string[]; literals?: string[] }[];
}

const MODELS: Readonly<Record<string, new (manifest: never) => { validate(): void }>> = {
  'apps/v1 Deployment': Deployment,
  'autoscaling/v2 HorizontalPodAutoscaler': HorizontalPodAutoscaler,
  'batch/v1 Job': Job,
  'networking.k8s.io/v1 Ingress': Ingress,
  'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
  'v1 Namespace': Namespace,
  'v1 Service': Service,
  'v1 ServiceAccount': ServiceAccount,
};

const yamlOf = (path: string): unknown => parse(readFileSync(path, 'utf8'), { merge: true });
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.yaml'),
);
const manifests = files
  .filter((file) => basename(file) !== 'kustomization.yaml')
  .map((file) => ({ file, manifest: yamlOf(join(ROOT, file)) as Manifest }));
const kustomizations = files.filter((file) => basename(file) === 'kustomization.yaml');
const podOf = (kind: string): PodSpec => {
  const { spec } = manifests.find(({ manifest }) => manifest.kind === kind)?.manifest ?? {};
  return (spec as { template: { spec: PodSpec } }).template.spec;
};
const settings = new Set(
  readFileSync('docs/configuration.md', 'utf8')
    .match(/`[A-Z][A-Z0-9_]+`/g)
    ?.map((name) => name.slice(1, -1)),
);

describe('Kubernetes', () => {
  it.each(manifests)('$file is what the schema of its kind says', ({ file, manifest }) => {
    const Model = MODELS[`${manifest.apiVersion} ${manifest.kind}`];
    expect(Model).toBeDefined();
    // A patch need not say everything.
    const whole = PATCHES.includes(file)
      ? { ...manifest, spec: { podSelector: {}, ...manifest.spec } }
      : manifest;
    if (Model) expect(() => new Model(whole as never).validate()).not.toThrow();
  });

  it.each(kustomizations)('%s names every file beside it, and only what is there', (file) => {
    const dir = dirname(join(ROOT, file));
    const { resources, patches = [], configMapGenerator = [] } = yamlOf(join(ROOT, file)) as Kustomization;
    const named = [
      ...resources,
      ...patches.map(({ path }) => path),
      ...configMapGenerator.flatMap(({ envs = [] }) => envs),
    ];
    expect(named.filter((path) => !existsSync(join(dir, path)))).toEqual([]);
    const beside = readdirSync(dir).filter((one) => one !== 'kustomization.yaml');
    expect(beside.filter((one) => !named.includes(one))).toEqual([]);
  });

  it.each(['Deployment', 'Job'])('the pods of the %s may do nothing but their work', (kind) => {
    const pod = podOf(kind);
    expect(pod).toMatchObject({
      serviceAccountName: 'materials-catalogue',
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
      expect(container).toMatchObject({
        resources: { requests: { memory: expect.any(String), cpu: expect.any(String) } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      });
      expect(container.resources?.limits?.memory).toBeDefined();
      const mounts = container.volumeMounts?.map(({ name }) => name) ?? [];
      expect(mounts.filter((name) => !pod.volumes.some((volume) => volume.name === name))).toEqual([]);
    }
  });

  it('asks for health where it is told, and leaves time to stop', () => {
    const pod = podOf('Deployment');
    const [server] = pod.containers;
    expect(server?.livenessProbe?.httpGet.path).toBe('/health/live');
    expect(server?.readinessProbe?.httpGet.path).toBe('/health/ready');
    const env = Object.fromEntries(
      readFileSync(join(ROOT, 'base/settings.env'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split('=') as [string, string]),
    );
    expect(Number(env.SHUTDOWN_TIMEOUT_MS) / 1_000).toBeLessThan(pod.terminationGracePeriodSeconds);
    expect(Number(env.SHUTDOWN_DRAIN_MS)).toBeLessThan(Number(env.SHUTDOWN_TIMEOUT_MS));
  });

  it('sets nothing that the program does not know', () => {
    const names = kustomizations.flatMap((file) => {
      const dir = dirname(join(ROOT, file));
      const { configMapGenerator = [] } = yamlOf(join(ROOT, file)) as Kustomization;
      return configMapGenerator.flatMap(({ envs = [], literals = [] }) => [
        ...envs.flatMap((path) => readFileSync(join(dir, path), 'utf8').trim().split('\n')),
        ...literals,
      ]);
    });
    expect(names.length).toBeGreaterThan(4);
    expect(names.map((line) => line.split('=')[0] ?? '').filter((name) => !settings.has(name))).toEqual([]);
  });
});

interface Compose {
  services: Record<
    string,
    {
      profiles?: string[];
      volumes?: string[];
      secrets?: string[];
      networks: string[];
      ports?: string[];
      image: string;
    }
  >;
  volumes: Record<string, object>;
  secrets: Record<string, { environment: string }>;
  networks: Record<string, object>;
}

describe('the compose file', () => {
  const text = readFileSync('docker-compose.yml', 'utf8');
  const compose = parse(text, { merge: true }) as Compose;
  const example = readFileSync('.env.example', 'utf8');

  it('mounts only what is there, and what it declares', () => {
    for (const [name, { volumes = [], secrets = [], networks }] of Object.entries(compose.services)) {
      for (const volume of volumes) {
        const source = volume.split(':')[0] ?? '';
        const there = source.startsWith('./') ? existsSync(source) : source in compose.volumes;
        expect({ name, volume, there }).toEqual({ name, volume, there: true });
      }
      expect(secrets.filter((secret) => !(secret in compose.secrets))).toEqual([]);
      expect(networks.filter((network) => !(network in compose.networks))).toEqual([]);
    }
  });

  it('adds Prometheus and Grafana in the profile monitoring, and asks nothing of who leaves it out', () => {
    const watchers = Object.entries(compose.services).filter(([, { profiles }]) =>
      profiles?.includes('monitoring'),
    );
    expect(watchers.map(([name]) => name)).toEqual(['prometheus', 'grafana']);
    const monitoring = text.slice(text.indexOf('  prometheus:'), text.indexOf('\nnetworks:'));
    // A variable that must be set fails the whole file, whatever the profile.
    expect(monitoring).not.toContain(':?');
    expect(compose.services.prometheus?.ports).toBeUndefined();
    expect(compose.services.grafana?.ports).toEqual([
      '${GRAFANA_BIND:-127.0.0.1}:${GRAFANA_PORT:-3001}:3000',
    ]);
  });

  it('reads only variables that .env.example names', () => {
    const read = [
      ...[...text.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map(([, name]) => name ?? ''),
      ...Object.values(compose.secrets).map(({ environment }) => environment),
    ];
    expect(read.length).toBeGreaterThan(8);
    expect([...new Set(read)].filter((name) => !new RegExp(`^#?${name}=`, 'm').test(example))).toEqual([]);
  });

  it('gives Prometheus a configuration that finds every instance, with a key', () => {
    const { scrape_configs: jobs, rule_files: rules } = yamlOf(
      'deploy/prometheus/prometheus.compose.yml',
    ) as {
      scrape_configs: Record<string, unknown>[];
      rule_files: string[];
    };
    expect(jobs).toHaveLength(1);
    expect(jobs[0]).toMatchObject({
      metrics_path: '/metrics',
      authorization: { type: 'Bearer', credentials_file: '/run/secrets/metrics_api_key' },
      dns_sd_configs: [{ names: ['app'], type: 'A', port: 3000 }],
    });
    const mounted = compose.services.prometheus?.volumes?.map((volume) => volume.split(':')[1]) ?? [];
    for (const rule of rules) expect(mounted).toContain(`/etc/prometheus/${rule}`);
  });
});
