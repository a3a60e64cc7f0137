// Writes to an embedded database until it is killed, naming each row on stdout only after its commit was acknowledged.
import 'reflect-metadata';
import { CatalogueDataSource, databaseConfig } from '../../dist/src/database/index.js';

const dataSource = await CatalogueDataSource.open(databaseConfig());
process.stdout.write('open\n');
for (let number = 1; ; number += 1) {
  // Three rows at a time: a batch that is half there would show.
  await dataSource.transaction((manager) =>
    manager.query('INSERT INTO materials (sku, name) SELECT $1 || part, $1 FROM generate_series(1, 3) part', [
      `row-${number}-`,
    ]),
  );
  process.stdout.write(`${number}\n`);
}
