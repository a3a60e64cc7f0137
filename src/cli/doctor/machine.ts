import { mkdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Finding } from './finding.js';

const GIB = 1024 ** 3;
const LOW_BYTES = GIB;
const TOO_LOW_BYTES = 100 * 1024 ** 2;

/** `engines` of package.json. */
export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fine = major > 20 || (major === 20 && minor >= 19);
  return {
    subject: 'Node',
    verdict: fine ? 'ok' : 'failure',
    found: version,
    ...(fine ? {} : { advice: 'Install Node 20.19 or newer (24 is what the containers use).' }),
  };
}

/** Space for the embedded database; makes the directory, as the server would. */
export async function checkDisk(directory: string): Promise<Finding> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  return {
    subject: 'Disk',
    verdict: free < TOO_LOW_BYTES ? 'failure' : free < LOW_BYTES ? 'warning' : 'ok',
    found: `${(free / GIB).toFixed(1)} GiB free in ${directory}`,
    ...(free < LOW_BYTES ? { advice: 'Free some space, or set DATA_DIR to a larger disk.' } : {}),
  };
}

/** Whether the server could listen; a taken port is a warning, because it may well be our own server. */
export function checkPort(host: string, port: number): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      resolve({
        subject: 'Port',
        verdict: taken ? 'warning' : 'failure',
        found: `${host}:${port} ${taken ? 'is taken' : `cannot be used (${error.code ?? 'unknown'})`}`,
        advice: taken ? 'Fine if this server runs already; else set PORT.' : 'Check HOST and PORT.',
      });
    });
    server.listen(port, host, () => {
      server.close(() => resolve({ subject: 'Port', verdict: 'ok', found: `${host}:${port} is free` }));
    });
  });
}
