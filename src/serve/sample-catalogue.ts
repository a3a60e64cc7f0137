import { join } from 'node:path';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { projectRoot } from '../common/index.js';
import { databaseConfig } from '../database/index.js';
import { Readiness } from '../health/index.js';
import { importFile } from './run-import.js';
import { serveConfig } from './serve.config.js';

const FILE = join('sample', 'materials.csv');
const SUPPLIER = 'Демо';

/**
 * Fills an empty catalogue with the sample, so that a first look shows something; holds readiness meanwhile. A failure is logged:
 * a server without the sample is a server.
 */
export async function loadSampleCatalogue(app: INestApplicationContext): Promise<void> {
  const logger = new Logger('Sample');
  if (!(await isWanted(app))) return;
  const release = app.get(Readiness).hold('loading the sample catalogue');
  try {
    logger.log('The catalogue is empty: loading the sample (SAMPLE_CATALOGUE=false switches this off)');
    const { job } = await importFile(app, join(projectRoot(), FILE), { supplier: SUPPLIER });
    const { status, created, rejected, error } = job;
    if (status === 'completed') logger.log({ msg: 'The sample catalogue is loaded', created, rejected });
    else logger.warn({ msg: 'The sample catalogue was not loaded', status, error });
  } catch (error) {
    logger.warn({ msg: 'The sample catalogue was not loaded', err: error });
  } finally {
    release();
  }
}

async function isWanted(app: INestApplicationContext): Promise<boolean> {
  const { sampleCatalogue } = serveConfig();
  if (sampleCatalogue === 'false') return false;
  if (sampleCatalogue === 'auto' && databaseConfig().url !== null) return false;
  const rows: { empty: boolean }[] = await app
    .get(DataSource)
    .query('SELECT NOT EXISTS (SELECT 1 FROM materials) AS empty');
  return rows[0]?.empty === true;
}
