import type { Category, CategoryNode } from '../category.js';
import type { Material } from '../material.js';
import type { Unit } from '../unit.js';

const ID = '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d';
const OTHER_ID = '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5e';
const TIME = '2026-11-24T09:30:00.000Z';

export const EXAMPLE_DRAFT = {
  sku: 'CEM-M500-50',
  name: 'Цемент М500 Д0 50 кг',
  description: 'Портландцемент без минеральных добавок, мешок 50 кг.',
  category: 'Сухие смеси/Цемент',
  unit: 'меш',
  brand: 'Евроцемент',
  attributes: { grade: 'М500', packWeightKg: 50 },
  price: { amount: '560.00', currency: 'RUB' },
};

export const EXAMPLE_PATCH = { price: { amount: '575.00', currency: 'RUB' }, description: null };

export const EXAMPLE_MATERIAL: Material = {
  ...EXAMPLE_DRAFT,
  id: ID,
  category: { id: OTHER_ID, name: 'Цемент', path: 'Сухие смеси/Цемент' },
  unit: { code: 'меш', name: 'мешок', okei: null },
  unitRaw: null,
  createdAt: TIME,
  updatedAt: TIME,
  version: 1,
};

export const EXAMPLE_PAGE = { items: [EXAMPLE_MATERIAL], nextCursor: null };

export const EXAMPLE_BATCH = {
  mode: 'upsert',
  items: [EXAMPLE_DRAFT, { sku: 'SAND-1', name: 'Песок карьерный', unit: 'м3' }, { name: '' }],
};

export const EXAMPLE_BATCH_REPORT = {
  created: 1,
  updated: 1,
  unchanged: 0,
  failed: 1,
  results: [
    { index: 0, status: 'updated', id: ID },
    { index: 1, status: 'created', id: OTHER_ID },
    {
      index: 2,
      status: 'failed',
      errors: [
        {
          path: 'items.2.name',
          code: 'too_small',
          message: 'Too small: expected string to have >=1 characters',
        },
      ],
    },
  ],
};

export const EXAMPLE_BATCH_GET = { ids: [ID, OTHER_ID] };
export const EXAMPLE_BATCH_GET_RESULT = { items: [EXAMPLE_MATERIAL], missing: [OTHER_ID] };

export const EXAMPLE_CATEGORY: Category = {
  id: OTHER_ID,
  name: 'Цемент',
  path: 'Сухие смеси/Цемент',
  parentId: ID,
  createdAt: TIME,
  updatedAt: TIME,
  version: 1,
};

const EXAMPLE_ROOT: CategoryNode = {
  id: ID,
  name: 'Сухие смеси',
  path: 'Сухие смеси',
  parentId: null,
  createdAt: TIME,
  updatedAt: TIME,
  version: 1,
  children: [{ ...EXAMPLE_CATEGORY, children: [] }],
};
export const EXAMPLE_TREE = { items: [EXAMPLE_ROOT], nextCursor: null };

export const EXAMPLE_UNIT: Unit = {
  code: 'м2',
  name: 'квадратный метр',
  aliases: ['sqm', 'кв.м', 'м2'],
  okei: '055',
  dimension: 'area',
  factorToBase: 1,
};
export const EXAMPLE_UNITS = { items: [EXAMPLE_UNIT], nextCursor: null };
